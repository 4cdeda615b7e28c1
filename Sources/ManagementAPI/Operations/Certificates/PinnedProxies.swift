internal import ProxyModel

/// The proxies that are pinned to a certificate.
struct PinnedProxies {
    private let proxies: [ProxyTarget]

    /// Those pinned to a certificate, or only those of them that these names do not cover.
    init(to name: String, in snapshot: ConfigurationSnapshot, uncoveredBy domains: [String]? = nil) {
        proxies = snapshot.proxies.values.map(\.value).filter { proxy in
            proxy.certName == name && domains.map { !proxy.hostname.isCovered(by: $0) } != false
        }
    }

    /// Lets them use whichever certificate covers them; throws a 409 that lists those of the caller without `force`.
    func release(in draft: inout ConfigurationDraft, force: Bool, _ call: OperationCall) throws(Problem) {
        guard force || proxies.isEmpty else {
            throw Problem(
                .conflict, "proxies are pinned to the certificate; detach it, or repeat with force=true",
                members: [
                    "proxies": .texts(
                        proxies.filter { call.caller.owns($0.owner) }.map(\.hostname.description).sorted())
                ])
        }
        for proxy in proxies {
            var released = proxy
            released.certName = nil
            released.updatedAt = call.now
            draft.put(.proxy(released))
        }
    }
}
