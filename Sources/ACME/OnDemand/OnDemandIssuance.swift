internal import ProxyModel

/// Obtains certificates for the names of handshakes: one look at a name at a time, however many clients wait for it.
///
/// Who waits hears of refusals alone: a certificate that comes is a change of the configuration, on every node.
package actor OnDemandIssuance {
    /// Told the milliseconds for which the same name need not be asked for again.
    package typealias Refused = @Sendable (Int64) -> Void

    /// Names that are looked at or waited for at the same time.
    static let width = 256
    /// Milliseconds between two looks at the configuration, and after how many of them at the progress.
    private static let look: Int64 = 100
    private static let looksPerProgress = 5
    /// Milliseconds in which every worker of the node has a certificate that the configuration has.
    private static let grace: Int64 = 1_000

    private struct Waiter {
        let client: String
        let deadline: Int64
        let refused: Refused
    }

    private let environment: OnDemandEnvironment
    private let issuances: Issuances
    private var refused = RefusedNames()
    private var questions = QuestionBudget()
    private var questionsOfNetworks = QuestionBudget.ofNetworks
    private var waiting: [String: [Waiter]] = [:]

    /// Makes the part of a node that obtains certificates at handshakes.
    package init(_ environment: OnDemandEnvironment) {
        self.environment = environment
        issuances = Issuances(environment.store)
    }

    /// Takes the name of a handshake that waits for a certificate.
    ///
    /// `client` names the prefix of the client's address. `refused` is called once: after `settings.wait` at the latest, or a
    /// while after a certificate came, for whoever did not hear of it.
    package func want(_ name: String, client: String, refused: @escaping Refused) async {
        let waiter = Waiter(
            client: client, deadline: environment.clock.now + environment.settings.wait.wholeMilliseconds,
            refused: refused)
        guard waiting[name] == nil else {
            waiting[name]?.append(waiter)
            return
        }
        guard waiting.count < Self.width else {
            environment.observe(.refused(name: name, client: client, .busy))
            return refused(0)
        }
        waiting[name] = [waiter]
        var next: Waiter? = waiter
        while let current = next {
            let refusal = await pursue(name, current)
            if let refusal, refusal == .late || refusal == .unavailable {
                environment.observe(.refused(name: name, client: current.client, refusal))
            }
            let now = environment.clock.now
            if refusal == nil { try? await environment.clock.sleep(until: now + Self.grace) }
            let lifetime = refusal?.lifetime(environment.settings, now: now) ?? 0
            let all = waiting.removeValue(forKey: name) ?? []
            // What one client has used up is no answer for the others who wait.
            let others = refusal?.isOfClient == true ? all.filter { $0.client != current.client } : []
            next = others.first
            if next != nil { waiting[name] = others }
            for waiter in all where others.isEmpty || waiter.client == current.client { waiter.refused(lifetime) }
        }
    }

    /// Decides on a name and waits for its certificate; nil = it is there.
    private func pursue(_ name: String, _ waiter: Waiter) async -> OnDemandRefusal? {
        let outcome = await withTaskGroup(of: OnDemandRefusal?.self) { group in
            group.addTask { await self.obtain(name, waiter.client) }
            group.addTask { [environment] in
                try? await environment.clock.sleep(until: waiter.deadline)
                return .late
            }
            let first = await group.next() ?? .late
            group.cancelAll()
            return first
        }
        return outcome
    }

    private func obtain(_ name: String, _ client: String) async -> OnDemandRefusal? {
        let host = (try? Hostname(name)).flatMap { environment.host($0) }
        let certificate = OnDemandDecision.certificateName(for: name)
        var decision = OnDemandDecision(name: name, client: client, settings: environment.settings)
        let circumstances = OnDemandDecision.Circumstances(
            host: host,
            isThere: isThere(certificate, for: name),
            isWanted: environment.configuration.intent(certificate)?.isOfHandshake(for: name) == true,
            refusal: refused.refusal(of: name, host: host, now: environment.clock.now))
        var step = decision.begin(circumstances)
        while true {
            switch step {
            case .join: return await wait(for: certificate, name, host)
            case .ask(let url):
                guard mayAsk(client) else {
                    step = .refuse(.tooManyQuestions)
                    continue
                }
                switch await environment.endpoint.answer(url) {
                case .status(let status): step = decision.permitted(status: status)
                case .none(let words): step = decision.unpermitted(words)
                }
            case .spend(let demand):
                guard let until = await spend(demand) else { return .unavailable }
                step = decision.spent(until: until.time, now: environment.clock.now)
            case .want(let intent):
                switch await want(intent) {
                case .wanted: break
                case .taken:
                    step = .refuse(.taken)
                    continue
                case .unavailable: return .unavailable
                }
                environment.observe(.wanted(name: name, client: client))
                return await wait(for: certificate, name, host)
            case .refuse(let refusal):
                if refusal != circumstances.refusal { remember(refusal, name, client, host) }
                return refusal
            }
        }
    }

    private func remember(_ refusal: OnDemandRefusal, _ name: String, _ client: String, _ host: OnDemandHost?) {
        let now = environment.clock.now
        let lifetime = refusal.lifetime(environment.settings, now: now)
        if lifetime > 0 { refused.insert(refusal, of: name, host: host, until: now + lifetime) }
        environment.observe(.refused(name: name, client: client, refusal))
    }

    private struct Grant {
        /// nil = granted now.
        var time: Int64?
    }

    /// nil when the store is away.
    private func spend(_ demand: BudgetDemand) async -> Grant? {
        do throws(StoreFailure) {
            return Grant(
                time: try await environment.store.spend(
                    [demand], at: OnDemandDecision.authority, now: environment.clock.now))
        } catch {
            return nil
        }
    }

    private enum Wish {
        case wanted, taken, unavailable
    }

    /// Writes that a certificate is wanted, unless another node was faster.
    private func want(_ intent: CertificateIntent) async -> Wish {
        do throws(Problem) {
            try await environment.configuration.edit { snapshot throws(Problem) in
                let others = (snapshot.certificateIntents[intent.name], snapshot.certificates[intent.name])
                guard !Self.isTaken(intent, others.0?.value, others.1?.value) else {
                    throw Problem(.conflict, "there is a certificate '\(intent.name)' already")
                }
                return others.0 == nil && others.1 == nil ? [.put(.certificateIntent(intent))] : []
            }
            return .wanted
        } catch {
            let (other, record) = (
                environment.configuration.intent(intent.name), environment.configuration.certificate(intent.name)
            )
            return Self.isTaken(intent, other, record) ? .taken : .unavailable
        }
    }

    /// Whether something that is not for the handshake's name is called as its certificate would be.
    private static func isTaken(
        _ intent: CertificateIntent, _ other: CertificateIntent?, _ record: CertificateRecord?
    ) -> Bool {
        if let other { return !intent.domains.allSatisfy(other.isOfHandshake) }
        return record.map { !intent.domains.allSatisfy($0.domains.contains) } ?? false
    }

    private func mayAsk(_ client: String) -> Bool {
        let now = environment.clock.now
        guard questions.take(client, now: now) else { return false }
        return OnDemandDecision.network(of: client).map { questionsOfNetworks.take($0, now: now) } ?? true
    }

    /// Waits until the certificate is there, which is nil, or its issuance has failed.
    private func wait(for certificate: String, _ name: String, _ host: OnDemandHost?) async -> OnDemandRefusal? {
        var looks = 0
        while !Task.isCancelled {
            if isThere(certificate, for: name) { return nil }
            if looks % Self.looksPerProgress == 0, let failure = await failure(of: certificate) {
                remember(failure, name, "", host)
                return failure
            }
            looks += 1
            try? await environment.clock.sleep(until: environment.clock.now + Self.look)
        }
        return .late
    }

    private func isThere(_ certificate: String, for name: String) -> Bool {
        environment.configuration.certificate(certificate)?.domains.contains(name) == true
    }

    /// Why the issuance rests without a certificate; nil = it goes on, or nobody can tell.
    private func failure(of certificate: String) async -> OnDemandRefusal? {
        let now = environment.clock.now
        guard let issuance = (try? await issuances.issuance(certificate)).flatMap(\.self), issuance.work == nil,
            let failure = issuance.failure, issuance.nextAttempt > now
        else { return nil }
        return .failed(failure.words, until: issuance.nextAttempt)
    }
}

extension CertificateIntent {
    /// Whether a handshake for this name brought it about, and it is for nothing else.
    fileprivate func isOfHandshake(for name: String) -> Bool { isOnDemand && domains == [name] }
}
