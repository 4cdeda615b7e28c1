/// Asks the hosts file and the name servers for addresses, by c-ares on a reactor.
///
/// Contract: confined to its reactor's thread, its end too. Every `done` is called exactly once, on that thread, maybe
/// before `resolve` returns; with `cancelled` when the resolver goes away first. Nothing is remembered: see `NameCache`.
package final class NameResolver {
    private typealias Question = (name: String, done: (Result<ResolvedName, NameFailure>) -> Void)

    /// Names asked for at once, two datagrams each: a burst of thousands overflows the sockets between us and a server,
    /// and forwarders refuse more than about 150 (dnsmasq's default).
    private static let parallel = 64

    private let reactor: Reactor
    private let settings: NameResolverSettings
    private var serversFile: NameServersFile
    private var channel: NameChannel?
    /// Channels of an earlier list of servers, with questions under way.
    private var retiring: [NameChannel] = []
    private var underWay = 0
    private var queue: [Question] = []
    private var queueHead = 0
    private var isAsking = false

    /// Makes a resolver; the servers are read when the first name is asked for.
    package init(reactor: Reactor, settings: NameResolverSettings = NameResolverSettings()) {
        self.reactor = reactor
        self.settings = settings
        serversFile = NameServersFile(path: settings.file)
    }

    deinit {
        channel?.close()
        for channel in retiring { channel.close() }
        for question in queue[queueHead...] { question.done(.failure(.cancelled)) }
    }

    /// Finds the addresses of a name.
    ///
    /// Address literals and names under `localhost` are answered at once (RFC 6761 §6.3), then the hosts file counts,
    /// then the servers, with the search list of the servers' file for short names.
    package func resolve(_ name: String, _ done: @escaping (Result<ResolvedName, NameFailure>) -> Void) {
        if let known = SpecialName.addresses(name) {
            return done(.success(ResolvedName(addresses: known, ttlSeconds: .max)))
        }
        guard SpecialName.canBeAsked(name) else { return done(.failure(.malformed)) }
        queue.append((name, done))
        askNext()
    }

    private func askNext() {
        // An answer from the hosts file comes during the call: the loop goes on below it instead of in it.
        guard !isAsking else { return }
        isAsking = true
        while underWay < Self.parallel, queueHead < queue.count {
            let question = queue[queueHead]
            queueHead += 1
            if queueHead == queue.count {
                queue.removeAll(keepingCapacity: true)
                queueHead = 0
            }
            ask(question)
        }
        isAsking = false
    }

    private func ask(_ question: Question) {
        guard let channel = currentChannel() else { return question.done(.failure(.serverFailed)) }
        underWay += 1
        channel.ask(question.name) { [weak self] result in
            self?.underWay -= 1
            question.done(result)
            self?.askNext()
        }
    }

    private func currentChannel() -> NameChannel? {
        retiring.removeAll { channel in
            guard channel.outstanding == 0 else { return false }
            channel.close()
            return true
        }
        if settings.servers == nil, serversFile.hasChanged(now: reactor.now), let old = channel {
            retiring.append(old)
            channel = nil
        }
        if channel == nil { channel = NameChannel(reactor: reactor, settings: settings) }
        return channel
    }
}

@available(*, unavailable)
extension NameResolver: Sendable {}
