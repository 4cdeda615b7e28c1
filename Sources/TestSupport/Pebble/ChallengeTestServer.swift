internal import Egress
internal import ProxyModel

/// What `pebble-challtestsrv` is told: records of its DNS server and answers to challenges.
package struct ChallengeTestServer: Sendable {
    /// It did not take a command.
    package struct Failure: Error {
        /// Its HTTP status.
        package let status: Int
    }

    /// The port of its management interface.
    package let port: UInt16
    private let fetcher: HTTPFetcher

    init(port: UInt16, fetcher: HTTPFetcher) {
        self.port = port
        self.fetcher = fetcher
    }

    /// Answers an `http-01` challenge at every name.
    package func addHTTP(token: String, keyAuthorization: String) async throws {
        try await send("add-http01", ["token": .string(token), "content": .string(keyAuthorization)])
    }

    /// Answers an `http-01` challenge no longer.
    package func clearHTTP(token: String) async throws { try await send("del-http01", ["token": .string(token)]) }

    /// Answers a `tls-alpn-01` challenge of a host.
    package func addTLSALPN(host: String, keyAuthorization: String) async throws {
        try await send("add-tlsalpn01", ["host": .string(host), "content": .string(keyAuthorization)])
    }

    /// Answers a `tls-alpn-01` challenge no longer.
    package func clearTLSALPN(host: String) async throws { try await send("del-tlsalpn01", ["host": .string(host)]) }

    /// Sets a TXT record; the name ends with a dot.
    package func setText(name: String, value: String) async throws {
        try await send("set-txt", ["host": .string(name), "value": .string(value)])
    }

    /// Removes the TXT records of a name, which ends with a dot.
    package func clearText(name: String) async throws { try await send("clear-txt", ["host": .string(name)]) }

    /// Sets the IPv4 addresses of a host; every other one has 127.0.0.1.
    package func setAddresses(host: String, _ addresses: [String]) async throws {
        try await send("add-a", ["host": .string(host), "addresses": .array(addresses.map(JSONValue.string))])
    }

    /// Makes an alias; both names end with a dot.
    package func setAlias(host: String, target: String) async throws {
        try await send("set-cname", ["host": .string(host), "target": .string(target)])
    }

    /// Answers every question for a name with SERVFAIL; the name ends with a dot.
    package func failLookups(of name: String) async throws {
        try await send("set-servfail", ["host": .string(name)])
    }

    /// Sets a CAA record; the name ends with a dot.
    package func setCAA(name: String, tag: String, value: String) async throws {
        let policy: JSONValue = ["tag": .string(tag), "value": .string(value)]
        try await send("add-caa", ["host": .string(name), "policies": .array([policy])])
    }

    private func send(_ command: String, _ body: JSONValue) async throws {
        let answer = try await fetcher.fetch(
            FetchRequest("POST", "http://127.0.0.1:\(port)/\(command)", body: body.compactBytes))
        guard answer.status == 200 else { throw Failure(status: answer.status) }
    }
}
