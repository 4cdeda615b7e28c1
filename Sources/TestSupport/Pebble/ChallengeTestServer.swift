internal import Egress
internal import Glibc
internal import ProxyModel
internal import Reactor
internal import RedisStore
internal import Synchronization

/// A real `pebble-challtestsrv`: a DNS server and answers to challenges, as it is told.
///
/// Contract: ended by its process number in `stop`.
package final class ChallengeTestServer: Sendable {
    /// It did not start, or did not take a command.
    package struct Failure: Error {
        /// What it said, or its HTTP status.
        package let words: String
    }

    /// Where it listens, address and port; empty = it does not.
    package struct Listeners: Sendable {
        /// The DNS server, by TCP and UDP.
        package let dns: String
        /// Answers `http-01` challenges.
        package let http: String
        /// Answers `tls-alpn-01` challenges.
        package let tls: String
        /// What every name's address is that nobody set.
        package let address: String
    }

    /// Where it listens.
    package let listeners: Listeners
    private let port: UInt16
    private let fetcher: HTTPFetcher
    private let process = Mutex<ServerProcess?>(nil)

    init(_ listeners: Listeners, fetcher: HTTPFetcher) throws {
        self.listeners = listeners
        self.fetcher = fetcher
        port = try LoopbackPort.take()
    }

    /// Starts it and waits until it answers.
    func start(in folder: TemporaryFolder, on reactor: ControlReactor) async throws {
        let started = try await ServerProcess.start(
            "/usr/bin/pebble-challtestsrv",
            [
                "-management", "127.0.0.1:\(port)", "-dns01", listeners.dns, "-http01", listeners.http, "-https01", "",
                "-tlsalpn01", listeners.tls, "-defaultIPv4", listeners.address, "-defaultIPv6", "",
            ], log: folder.path("challenges.log"), on: reactor)
        process.withLock { $0 = started }
        let isThere = await Startup.isOver(started) { try await self.clearText(name: "none.") }
        guard isThere else {
            throw Failure(words: String(decoding: try folder.read("challenges.log"), as: UTF8.self))
        }
    }

    /// Ends it.
    func stop() async {
        await process.withLock { $0 }?.terminate(killAfterMS: 5_000)
        process.withLock { $0 = nil }
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
        guard answer.status == 200 else { throw Failure(words: "HTTP \(answer.status)") }
    }
}
