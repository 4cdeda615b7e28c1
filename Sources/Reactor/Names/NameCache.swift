/// The addresses of names as one worker knows them: each asked for once however many wait, renewed before they end
/// while they are used, and kept while servers fail.
///
/// Contract: confined to its reactor's thread, its end too. Every `done` is called exactly once, maybe before `lookup`
/// returns; with `cancelled` when the cache goes away first.
package final class NameCache {
    private typealias Done = (Result<[IPAddress], NameFailure>) -> Void

    private let reactor: Reactor
    private let resolver: NameResolver
    private var table: NameTable
    private var waiting: [String: [Done]] = [:]
    private var alarm: NameAlarm?

    /// A cache in front of a resolver of the same reactor.
    package init(
        reactor: Reactor, resolver: NameResolver, settings: NameCacheSettings = NameCacheSettings()
    ) {
        self.reactor = reactor
        self.resolver = resolver
        table = NameTable(settings)
        alarm = NameAlarm { [weak self] in self?.patienceEnded() }
    }

    deinit {
        if let alarm { reactor.close(alarm) }
        for done in waiting.values.joined() { done(.failure(.cancelled)) }
    }

    /// The addresses of a name if they are known now, the one to try first in front; nil when `lookup` has to be used.
    ///
    /// Also counts as use: an answer that ends soon is renewed in the background.
    package func cached(_ name: String) -> [IPAddress]? {
        guard let decision = table.lookIfKnown(name, now: reactor.now) else { return SpecialName.addresses(name) }
        if decision.mustAsk { ask(name) }
        return try? decision.finding?.get()
    }

    /// Finds the addresses of a name, from what is known or by asking; never empty.
    ///
    /// The last good answer is given when a fresh one fails to come, or is late.
    package func lookup(_ name: String, _ done: @escaping (Result<[IPAddress], NameFailure>) -> Void) {
        if let known = SpecialName.addresses(name) { return done(.success(known)) }
        guard SpecialName.canBeAsked(name) else { return done(.failure(.malformed)) }
        let decision = table.look(name, now: reactor.now)
        if let finding = decision.finding {
            done(finding)
        } else {
            waiting[name, default: []].append(done)
            awaitPatience(name)
        }
        if decision.mustAsk { ask(name) }
    }

    private func ask(_ name: String) {
        resolver.resolve(name) { [weak self] answer in self?.take(name, answer) }
    }

    private func take(_ name: String, _ answer: Result<ResolvedName, NameFailure>) {
        let result = table.take(name, answer, now: reactor.now)
        for done in waiting.removeValue(forKey: name) ?? [] { done(result) }
    }

    // MARK: - Late answers

    private func awaitPatience(_ name: String) {
        guard let alarm, let end = table.endOfPatience(name) else { return }
        if end < alarm.deadline { reactor.setDeadline(alarm, after: max(0, end - reactor.now)) }
    }

    private func patienceEnded() {
        for name in Array(waiting.keys) {
            guard let end = table.endOfPatience(name) else { continue }
            guard end <= reactor.now else {
                awaitPatience(name)
                continue
            }
            // What is too old to be given leaves them waiting for the answer.
            guard let finding = table.look(name, now: reactor.now).finding else { continue }
            for done in waiting.removeValue(forKey: name) ?? [] { done(finding) }
        }
    }
}

@available(*, unavailable)
extension NameCache: Sendable {}
