internal import ProxyModel

extension IssuanceDriver {
    /// What came of a step, and the account that it was done as.
    struct Outcome {
        var event: IssuanceEvent
        var account: AccountReference?

        init(_ event: IssuanceEvent, account: AccountReference? = nil) {
            self.event = event
            self.account = account
        }
    }

    /// The longest sleep between two looks at the lease, in milliseconds.
    private static let nap: Int64 = 5_000

    /// Does a step; throws only what ends the work for now: the store is away, or the task is cancelled.
    ///
    /// What the rules of the configuration refuse is a failure of the attempt, or the answers would stay for ever.
    func perform(
        _ step: IssuanceStep, _ issuance: Issuance, _ intent: CertificateIntent
    ) async throws -> Outcome {
        do {
            return try await attempt(step, issuance, intent)
        } catch let failure as ACMEFailure {
            if failure == .cancelled { throw CancellationError() }
            return Outcome(.refused(failure))
        } catch let refusal as IssuanceRefusal {
            return Outcome(.failed(refusal.failure))
        } catch let problem as Problem
            where problem.kind.status < 500 && problem.retryAfter == nil && !step.isWithdrawal
        {
            return Outcome(.failed(IssuanceFailure(.configuration, problem.detail)))
        }
    }

    /// The authority with the account at it; an account that cannot be used is a refusal in words.
    private func authority(_ issuer: Issuer, _ intent: CertificateIntent) async throws -> any CertificateAuthority {
        do {
            return try await environment.authorities.authority(
                issuer, email: intent.email ?? environment.settings.email)
        } catch {
            switch error {
            case is ACMEFailure, is IssuanceRefusal, is StoreFailure, is Problem, is CancellationError, is LeaseLost:
                throw error
            default:
                let words = DisplayableText.line("\(error)") ?? ""
                throw Self.refusal(.configuration, "the account at '\(issuer.name)' cannot be used: \(words)")
            }
        }
    }

    private func attempt(
        _ step: IssuanceStep, _ issuance: Issuance, _ intent: CertificateIntent
    ) async throws -> Outcome {
        switch step {
        case .check(let issuer): return Outcome(await check(intent, issuer))
        case .makeKey(let type, let reusing):
            return Outcome(.keyMade(try await makeKey(type, reusing: reusing, for: intent.name)))
        case .spend(let demands, let authority):
            let until = try await environment.store.spend(demands, at: authority, now: environment.clock.now)
            return Outcome(until.map { .budgetRefused(until: $0) } ?? .budgetGranted)
        case .issueLocally: return Outcome(.stored(try await issueLocally(intent)))
        case .present(let challenges):
            try await present(challenges, for: intent.name)
            return Outcome(.presented)
        case .withdraw(let issuer, let challenges):
            try await withdraw(challenges)
            await giveUp(challenges, at: issuer, intent)
            return Outcome(.withdrawn)
        case .wait(let until):
            guard until > environment.clock.now else { return Outcome(.waited) }
            let nap = min(until, environment.clock.now + Self.nap)
            try await environment.clock.sleep(until: nap)
            return Outcome(nap < until ? .napped : .waited)
        case .findOrder(let issuer, _), .order(let issuer, _, _), .readAuthorizations(let issuer, _),
            .respond(let issuer, _),
            .readOrder(let issuer, _), .finalize(let issuer, _), .download(let issuer, _), .readWindow(let issuer, _):
            let authority = try await authority(issuer, intent)
            return Outcome(try await ask(authority, step, issuance, intent), account: authority.account)
        case .rest: return Outcome(.napped)
        }
    }

    private func ask(
        _ authority: any CertificateAuthority, _ step: IssuanceStep, _ issuance: Issuance, _ intent: CertificateIntent
    ) async throws -> IssuanceEvent {
        switch step {
        case .findOrder(_, let names):
            return .orderFound(try await unfinishedOrder(names, authority))
        case .order(let issuer, let names, let replaces):
            let identifiers = names.compactMap(ACMEIdentifier.init(name:))
            return .ordered(try await authority.newOrder(identifiers, profile: issuer.profile, replaces: replaces))
        case .readAuthorizations(_, let urls):
            var authorizations: [ACMEAuthorization] = []
            for url in urls { authorizations.append(try await authority.authorization(at: url)) }
            return .authorizations(authorizations)
        case .respond(_, let challenges):
            let current = challenges.map { $0.signed(by: authority.account.key) }
            if current != challenges {
                // The account got another key since: what was published answers for the old one.
                await withdrawFromDNS(challenges)
                return .rekeyed(current)
            }
            try await respond(challenges, authority)
            return .responded
        case .readOrder(_, let url): return .orderRead(try await authority.order(at: url))
        case .finalize(_, let order):
            let key = try key(of: issuance.work, for: intent.name)
            guard let csr = try? CertificateSigningRequest.der(order.identifiers, key: key) else {
                throw Self.refusal(.configuration, "the signing request could not be made")
            }
            return .orderRead(try await authority.finalize(order, csr: csr))
        case .download(let issuer, let url):
            let chain = try await authority.certificateChain(at: url, preferredRoot: issuer.preferredChain)
            return .stored(try await store(chain, issuance.work, intent))
        case .readWindow(_, let certificate):
            return .window(try await authority.renewalWindow(of: certificate))
        default: return .napped
        }
    }

    /// The order that was sent and not written down; nil also where the authority will not list orders.
    private func unfinishedOrder(
        _ names: [String], _ authority: any CertificateAuthority
    ) async throws(ACMEFailure) -> ACMEOrder? {
        do throws(ACMEFailure) {
            return try await authority.unfinishedOrder(names.compactMap(ACMEIdentifier.init(name:)))
        } catch .problem(let problem) where !problem.isTemporary {
            return nil
        } catch .protocolViolation {
            return nil
        }
    }

    /// Tells the authority to look at all challenges.
    ///
    /// What was told before, by a node that died, may be told no more: the authorization says what came of it.
    private func respond(
        _ challenges: [PendingChallenge], _ authority: any CertificateAuthority
    ) async throws(ACMEFailure) {
        for challenge in challenges {
            do throws(ACMEFailure) {
                try await authority.respond(to: challenge.url)
            } catch {
                guard case .problem(let problem) = error, !problem.isTemporary else { throw error }
            }
        }
    }

    private func check(_ intent: CertificateIntent, _ issuer: Issuer) async -> IssuanceEvent {
        .checked(await environment.preflight?.findings(intent, issuer: issuer) ?? [])
    }

    // MARK: - Challenges

    private func present(_ challenges: [PendingChallenge], for name: String) async throws {
        let now = environment.clock.now
        let records = challenges.filter(\.type.isAnsweredByNodes).map { challenge in
            ACMEChallengeRecord(
                type: challenge.type, identifier: challenge.identifier, token: challenge.token,
                keyAuthorization: challenge.keyAuthorization, createdAt: now)
        }
        if !records.isEmpty {
            try await environment.configuration.edit { snapshot throws(Problem) in
                records.filter { snapshot.acmeChallenges[$0.id]?.value.keyAuthorization != $0.keyAuthorization }
                    .map { .put(.acmeChallenge($0)) }
            }
            // They are in force on this node; the authority may ask any other.
            try await environment.clock.sleep(until: environment.clock.now + environment.publicationPause)
        }
        try await environment.faultPoint.reach(.published, name)
        let published = challenges.filter { !$0.type.isAnsweredByNodes }
        guard !published.isEmpty else { return }
        guard let solver = environment.solver else {
            throw Self.refusal(.configuration, "no dns provider can be asked on this node")
        }
        do throws(SolverFailure) {
            try await solver.present(published)
        } catch {
            throw Self.refusal(
                .provider, error.description, names: [error.identifier], retryAt: error.retryAfter.map { now + $0 })
        }
    }

    /// Takes the answers to challenges away: those of the nodes in one change set.
    func withdraw(_ challenges: [PendingChallenge]) async throws {
        let ids = challenges.filter(\.type.isAnsweredByNodes).map(\.recordID)
        if !ids.isEmpty {
            try await environment.configuration.edit { snapshot throws(Problem) in
                ids.filter { snapshot.acmeChallenges[$0] != nil }.map { .delete(RecordKey(.acmeChallenges, $0)) }
            }
        }
        await withdrawFromDNS(challenges)
    }

    func withdrawFromDNS(_ challenges: [PendingChallenge]) async {
        let published = challenges.filter { !$0.type.isAnsweredByNodes }
        guard !published.isEmpty else { return }
        await environment.solver?.withdraw(published)
    }

    /// Tells the authority that it need not look any more; it forgets by itself when it is not told.
    private func giveUp(_ challenges: [PendingChallenge], at issuer: Issuer?, _ intent: CertificateIntent) async {
        guard let issuer, !challenges.isEmpty,
            let authority = try? await environment.authorities.authority(
                issuer, email: intent.email ?? environment.settings.email)
        else { return }
        for challenge in challenges { try? await authority.deactivateAuthorization(at: challenge.authorizationURL) }
    }

    static func refusal(
        _ kind: IssuanceFailure.Kind, _ words: String, names: [String] = [], retryAt: Int64? = nil
    ) -> IssuanceRefusal {
        IssuanceRefusal(IssuanceFailure(kind, words, names: names, retryAt: retryAt))
    }
}

extension IssuanceStep {
    fileprivate var isWithdrawal: Bool {
        if case .withdraw = self { true } else { false }
    }
}

extension PendingChallenge {
    /// The same challenge as the account answers it with this key.
    fileprivate func signed(by key: AccountKey) -> PendingChallenge {
        guard !keyAuthorization.isEmpty else { return self }
        var signed = self
        signed.keyAuthorization = key.keyAuthorization(token: token)
        return signed
    }

    /// The id of the record that answers it.
    var recordID: String { ACMEChallengeRecord.id(type, type == .http01 ? token : identifier) }
}
