internal import ProxyModel

/// Does what the state machine says, under a lease, and writes every change before the next step.
package struct IssuanceDriver: Sendable {
    /// Milliseconds that a lease lasts without being renewed.
    package static let leaseLifetime: Int64 = 30_000
    /// Milliseconds after which it is renewed.
    static let leaseRenewal: Int64 = 10_000
    /// Attempts in a row under one lease: a rehearsal, and one at each issuer.
    private static let rounds = 12

    let environment: IssuanceEnvironment
    let issuances: Issuances

    /// Makes a driver.
    package init(_ environment: IssuanceEnvironment) {
        self.environment = environment
        issuances = Issuances(environment.store)
    }

    /// Works on the issuance of one certificate until nothing is to be done for now; false when another node does.
    ///
    /// Throws `StoreFailure` or `Problem` when the store is away, `LeaseLost` when another node took over, and
    /// `CancellationError`: whoever comes next goes on from what is written.
    package func run(_ name: String) async throws -> Bool {
        let store = environment.store
        guard let lease = try await store.acquire(name, lifetime: Self.leaseLifetime) else { return false }
        try await environment.faultPoint.reach(.acquired, name)
        // Should this node die, the issuance is due again when the lease is over.
        try await store.schedule(name, at: environment.clock.now + Self.leaseLifetime)
        guard environment.keepsLease else {
            try await work(lease)
            return true
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await work(lease) }
            group.addTask { try await keep(lease) }
            // The one that ends first ends the other: the work when it is done, the keeper when the lease is lost.
            defer { group.cancelAll() }
            try await group.next()
        }
        return true
    }

    private func keep(_ lease: IssuanceLease) async throws {
        while true {
            try await environment.clock.sleep(until: environment.clock.now + Self.leaseRenewal)
            do {
                try await renew(lease)
            } catch let failure as StoreFailure {
                // The work notices by itself when the store stays away.
                guard case .unavailable = failure else { throw failure }
            }
        }
    }

    /// Prolongs the lease and what the schedule says of it; throws `LeaseLost` or `StoreFailure`.
    private func renew(_ lease: IssuanceLease) async throws {
        guard try await environment.store.renew(lease, lifetime: Self.leaseLifetime) else { throw LeaseLost() }
        try await environment.store.schedule(lease.name, at: environment.clock.now + Self.leaseLifetime)
    }

    private func work(_ lease: IssuanceLease) async throws {
        for _ in 0..<Self.rounds {
            guard let intent = environment.configuration.intent(lease.name) else { return try await remove(lease) }
            if try await endsOnDemand(intent, lease) { return }
            let issuance = try await round(intent, lease)
            await count(issuance)
            let now = environment.clock.now
            if issuance.nextAttempt <= now { continue }
            try await environment.faultPoint.reach(.settled, lease.name)
            guard try await environment.store.renew(lease, lifetime: Self.leaseLifetime) else { throw LeaseLost() }
            try await environment.store.schedule(lease.name, at: issuance.nextAttempt)
            try await environment.faultPoint.reach(.scheduled, lease.name)
            // What was wanted while the schedule was written would be found at the next attempt only.
            if environment.configuration.intent(lease.name) == intent { break }
        }
        try await environment.store.release(lease)
    }

    /// The count of what fails is for operators alone: nothing waits for it, and the next round puts it right.
    private func count(_ issuance: Issuance) async {
        let isFailing = issuance.failure.map { !$0.kind.isWaiting } ?? false
        try? await environment.store.noteFailure(
            issuance.name, since: isFailing ? issuance.lastAttemptAt ?? environment.clock.now : nil)
    }

    /// Goes on until nothing is to be done, and returns what is written then.
    private func round(_ intent: CertificateIntent, _ lease: IssuanceLease) async throws -> Issuance {
        let clock = environment.clock
        var random = environment.random
        // Only now: another node may have done it all while this one waited for the lease.
        var written = try await issuances.issuance(lease.name)
        var machine = IssuanceStateMachine(
            written ?? Issuance(name: lease.name, now: clock.now), context: try await context(intent, written))
        machine.begin(now: clock.now, using: &random)
        var renewed = clock.now
        while true {
            if machine.issuance != written {
                try await issuances.save(machine.issuance, under: lease)
                let ended = machine.issuance.history.last
                if let ended, ended != written?.history.last { environment.attemptEnded(machine.issuance, ended) }
                written = machine.issuance
                environment.observe(machine.issuance)
                try await environment.faultPoint.reach(.written, lease.name)
            }
            await tell(machine.takeEffects())
            let step = machine.step(now: clock.now)
            // A node that hung since it wrote must not order beside the one that took over.
            if step.isIrrevocable || clock.now - renewed >= Self.leaseRenewal {
                try await renew(lease)
                renewed = clock.now
            }
            if step == .rest { return machine.issuance }
            if case .finalize = step { machine.willFinalize() }
            let outcome = try await perform(step, machine.issuance, intent)
            if !step.isWait { try await environment.faultPoint.reach(.done, lease.name) }
            machine.handle(outcome.event, account: outcome.account, now: clock.now, using: &random)
        }
    }

    private func context(_ intent: CertificateIntent, _ issuance: Issuance?) async throws -> IssuanceContext {
        let configuration = environment.configuration
        var context = IssuanceContext(
            intent: intent, issuers: [], certificate: configuration.certificate(intent.name))
        do throws(IssuerProblem) {
            context.issuers = try IssuerList.resolve(
                intent, settings: environment.settings, sealer: environment.sealer,
                record: { configuration.issuer($0) })
        } catch {
            context.issuerProblem = error.description
        }
        context.intent.email = intent.email ?? environment.settings.email
        if let certificate = context.certificate, certificate.origin == .acme,
            issuance?.renewal?.notAfter != certificate.notAfter
        {
            context.certificateIdentifier = try await identifier(of: certificate)
        }
        return context
    }

    /// The name of the certificate at hand in renewal information; nil when its bundle is not there or has none.
    private func identifier(of certificate: CertificateRecord) async throws -> String? {
        guard let sealed = try await environment.configuration.sealedBundle(certificate.name),
            let bundle = try? CertificateBundle(name: certificate.name, sealed: sealed, by: environment.sealer)
        else { return nil }
        return (try? CertificateIdentifier(chainPEM: bundle.chainPEM))?.text
    }

    /// Forgets an issuance whose certificate is not wanted any more, and what was put for an authority.
    func remove(_ lease: IssuanceLease) async throws {
        if let work = try await issuances.issuance(lease.name)?.work, !work.challenges.isEmpty {
            try await withdraw(work.challenges)
        }
        guard try await environment.store.forget(under: lease) else { throw LeaseLost() }
    }

    /// Budgets are a courtesy to ourselves: what cannot be told now, the authority tells again.
    private func tell(_ effects: [IssuanceEffect]) async {
        for effect in effects {
            switch effect {
            case .charge(let demands, let authority):
                try? await environment.store.charge(demands, at: authority, now: environment.clock.now)
            case .close(let bucket, let authority, let until):
                try? await environment.store.close(
                    bucket, at: authority, until: until, now: environment.clock.now)
            }
        }
    }
}

extension IssuanceStep {
    fileprivate var isWait: Bool {
        if case .wait = self { true } else { false }
    }

    /// Whether the authority is asked for something that counts.
    fileprivate var isIrrevocable: Bool {
        switch self {
        case .order, .finalize, .issueLocally: true
        default: false
        }
    }
}
