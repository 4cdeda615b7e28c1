/// The issuers that a library has parsed, by their DER: thousands of certificates have a handful of them.
final class IssuerChains {
    /// More different ones at a time than any installation's authorities have.
    static let limit = 128

    private var chains: [[[UInt8]]: IssuerChain] = [:]

    var count: Int { chains.count }

    /// What is not kept any more lives on with the certificates that have it.
    subscript(der: [[UInt8]]) -> IssuerChain? {
        get { chains[der] }
        set {
            if chains.count >= Self.limit { chains.removeAll(keepingCapacity: true) }
            chains[der] = newValue
        }
    }
}

@available(*, unavailable)
extension IssuerChains: Sendable {}
