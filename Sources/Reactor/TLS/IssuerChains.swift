/// The issuers that a library has parsed, by their text: thousands of certificates have a handful of them.
final class IssuerChains {
    /// More different ones at a time than any installation's authorities have.
    static let limit = 128

    private var chains: [[UInt8]: IssuerChain] = [:]

    var count: Int { chains.count }

    /// What is not kept any more lives on with the certificates that have it.
    subscript(text: [UInt8]) -> IssuerChain? {
        get { chains[text] }
        set {
            if chains.count >= Self.limit { chains.removeAll(keepingCapacity: true) }
            chains[text] = newValue
        }
    }
}

@available(*, unavailable)
extension IssuerChains: Sendable {}
