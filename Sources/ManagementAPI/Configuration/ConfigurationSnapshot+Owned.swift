internal import ProxyModel

/// Look-ups that answer the same for what is not there and for what belongs to somebody else.
extension ConfigurationSnapshot {
    func proxy(_ host: String, for caller: Caller) throws(Problem) -> Stored<ProxyTarget> {
        guard let stored = proxies[host], caller.owns(stored.value.owner) else {
            throw Problem(.notFound, "there is no proxy '\(host)'")
        }
        return stored
    }

    func route(_ id: String, for caller: Caller) throws(Problem) -> Stored<Route> {
        guard let stored = routes[id], caller.owns(stored.value.owner) else {
            throw Problem(.notFound, "there is no route '\(id)'")
        }
        return stored
    }

    func service(_ name: String, for caller: Caller) throws(Problem) -> Stored<ExternalService> {
        guard let stored = services[name.lowercased()], caller.owns(stored.value.owner) else {
            throw Problem(.notFound, "there is no service '\(name)'")
        }
        return stored
    }

    func certificate(_ name: String, for caller: Caller) throws(Problem) -> Stored<CertificateRecord> {
        guard let stored = certificates[name], caller.owns(stored.value.owner) else {
            throw Problem(.notFound, "there is no certificate '\(name)'")
        }
        return stored
    }

    func token(_ name: String) throws(Problem) -> Stored<APIToken> {
        guard let stored = tokens[name] else { throw Problem(.notFound, "there is no token '\(name)'") }
        return stored
    }
}
