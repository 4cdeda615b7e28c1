internal import ProxyModel

/// What is to be done for a certificate that is wanted: a sans-IO machine over the written progress.
///
/// Contract: `begin`, then `step` and `handle` in turn; the progress is written after every change and before the next step
/// is done. Whoever loads a written progress goes on with the same order and key. Where a node was stopped between writing
/// `ordering` and writing the order's address, the authority is asked for the order before another is sent; one that lists
/// no orders may answer with the one it has (RFC 8555 §7.1.2.1, §7.4). In any case one order only is finalized.
package struct IssuanceStateMachine: Sendable {
    /// What is known of the attempt beyond what is written; lost when a node dies, and then found out again.
    struct Session {
        var isChecked = false
        /// Whether the order may have been sent already.
        var looksForOrder = false
        var polling: PollingBackOff
        var waitUntil: Int64?
        var order: ACMEOrder?
        /// Whether the certificate was asked for, so that it is only looked at from now on.
        var isFinalized = false
        var asksWindow = false
    }

    /// How long an attempt may take, in milliseconds; dns needs the longest.
    static let attemptLimit: Int64 = 20 * 60_000

    /// How often a node may stop while it orders before the attempt fails: none must order for ever.
    private static let interruptionLimit = 3

    /// The progress, to be written when it has changed.
    package internal(set) var issuance: Issuance
    var context: IssuanceContext
    var session: Session
    var effects: [IssuanceEffect] = []

    /// Takes up an issuance.
    package init(_ issuance: Issuance, context: IssuanceContext) {
        self.issuance = issuance
        self.context = context
        session = Session(polling: PollingBackOff(deadline: 0))
    }

    /// What is to be told to the budgets; they are told once.
    package mutating func takeEffects() -> [IssuanceEffect] {
        let taken = effects
        effects = []
        return taken
    }

    // MARK: - Beginning

    /// Decides what to do: go on with the attempt under way, begin one, ask for the renewal window, or nothing.
    package mutating func begin(now: Int64, using random: inout some RandomNumberGenerator) {
        if let work = issuance.work {
            // Begun by a clock that was ahead, it would be asked after for ever.
            session = Session(
                polling: PollingBackOff(deadline: max(min(work.startedAt, now) + Self.attemptLimit, now + 60_000)))
            if work.stage == .withdrawing { return }
            if work.digest != attemptDigest || context.issuer(of: work) == nil {
                return giveUp("something else is wanted now", now: now)
            }
            guard work.stage == .ordering else { return }
            guard work.interruptions < Self.interruptionLimit else {
                let words = "the work was stopped \(work.interruptions + 1) times while the order was sent"
                return fail(IssuanceFailure(.timeout, words), now: now, using: &random)
            }
            issuance.work?.interruptions += 1
            session.looksForOrder = true
            return
        }
        decide(now: now, using: &random)
        lookAgainWhenAsked(now)
    }

    private mutating func decide(now: Int64, using random: inout some RandomNumberGenerator) {
        forgetFuture(now)
        let digest = attemptDigest
        let isChanged = issuance.triedFor != nil && issuance.triedFor != digest
        let isAsked = requestedAt(now) > (issuance.lastAttemptAt ?? 0)
        if isChanged || isAsked {
            issuance.failures = 0
            issuance.issuerIndex = 0
            issuance.needsRehearsal = false
            issuance.isRehearsed = false
        }
        let mayTry = isChanged || isAsked || issuance.failure == nil || issuance.nextAttempt <= now
        guard isCurrent(now), !isNewOneAsked(now), let certificate = context.certificate else {
            if mayTry { start(now: now, using: &random) }
            return
        }
        var schedule = schedule(of: certificate, now: now, using: &random)
        // Chosen by a clock that was ahead, nothing would ever be due.
        schedule.nextPoll = schedule.nextPoll.map { min($0, now + RenewalPlan.day) }
        issuance.renewal = schedule
        if now >= schedule.moment {
            if mayTry { start(now: now, using: &random) }
        } else if let poll = schedule.nextPoll, poll <= now {
            guard windowIssuer != nil, schedule.certificate != nil else {
                schedule.nextPoll = now + RenewalPlan.day
                issuance.renewal = schedule
                return settle(schedule, now: now)
            }
            session.asksWindow = true
        } else {
            settle(schedule, now: now)
        }
    }

    /// Whether the certificate at hand is what is wanted, valid, and not revoked.
    private func isCurrent(_ now: Int64) -> Bool {
        guard let certificate = context.certificate, certificate.origin != .upload, certificate.revokedAt == nil,
            now < certificate.notAfter
        else { return false }
        guard let issuedFor = issuance.issuedFor else {
            return Set(certificate.domains) == Set(context.intent.domains)
                && certificate.keyType == context.intent.keyType.family
        }
        return issuedFor == IntentDigest.certificate(context.intent)
    }

    private var attemptDigest: String { IntentDigest.attempt(context.intent, context.certificate) }

    /// Whether an operator asked for a new one since the one at hand was issued.
    private func isNewOneAsked(_ now: Int64) -> Bool {
        guard let certificate = context.certificate else { return false }
        return requestedAt(now) > (certificate.updatedAt > now ? certificate.notBefore : certificate.updatedAt)
    }

    /// When an operator asked for a new one; 0 = never, or by a clock that is ahead.
    ///
    /// No attempt would ever be later than a time to come, so that one attempt would follow the other until then.
    private func requestedAt(_ now: Int64) -> Int64 {
        let asked = context.intent.renewalRequestedAt ?? 0
        return asked > now ? 0 : asked
    }

    /// Takes back what a node wrote whose clock was ahead: it would hold everything up until that time comes.
    private mutating func forgetFuture(_ now: Int64) {
        if let last = issuance.lastAttemptAt, last > now { issuance.lastAttemptAt = nil }
        let longest = issuance.failure?.retryAt == nil ? IssuanceBackoff.longest : IssuanceBudget.longestWait
        if issuance.nextAttempt > now + longest { issuance.nextAttempt = now }
    }

    private func schedule(
        of certificate: CertificateRecord, now: Int64, using random: inout some RandomNumberGenerator
    ) -> RenewalSchedule {
        if let known = issuance.renewal, known.notAfter == certificate.notAfter { return known }
        return RenewalPlan.schedule(
            notBefore: certificate.notBefore, notAfter: certificate.notAfter,
            identifier: certificate.origin == .localCA ? nil : context.certificateIdentifier, now: now,
            using: &random)
    }

    /// Nothing is to be done until the renewal, or the next look at its window.
    ///
    /// What was chosen by a clock that was ahead is looked at again within a day.
    mutating func settle(_ schedule: RenewalSchedule, now: Int64) {
        session.asksWindow = false
        issuance.failure = nil
        issuance.failures = 0
        issuance.nextAttempt = min(schedule.moment, schedule.nextPoll ?? schedule.moment, now + RenewalPlan.day)
        lookAgainWhenAsked(now)
    }

    /// A request of a clock that is a little ahead is heard as soon as its time comes.
    private mutating func lookAgainWhenAsked(_ now: Int64) {
        guard issuance.work == nil, let asked = context.intent.renewalRequestedAt, asked > now else { return }
        issuance.nextAttempt = min(issuance.nextAttempt, asked)
    }

    // MARK: - Starting

    mutating func start(now: Int64, using random: inout some RandomNumberGenerator) {
        guard !context.issuers.isEmpty else {
            issuance.triedFor = attemptDigest
            issuance.lastAttemptAt = now
            return retryLater(
                IssuanceFailure(.configuration, context.issuerProblem ?? "no issuer is named"), now: now, using: &random
            )
        }
        let index = min(issuance.issuerIndex, context.issuers.count - 1)
        var issuer = context.issuers[index]
        let staging = issuance.needsRehearsal && !issuer.isLocal ? issuer.stagingURL : nil
        if let staging { issuer.directoryURL = staging }
        issuance.issuerIndex = index
        issuance.attempts += 1
        issuance.lastAttemptAt = now
        issuance.triedFor = attemptDigest
        var work = IssuanceWork(
            number: issuance.attempts, startedAt: now, digest: attemptDigest,
            issuer: issuer.name, directoryURL: issuer.directoryURL, isRehearsal: staging != nil,
            names: context.intent.domains)
        if staging == nil, !issuer.isLocal, isCurrent(now), issuance.issuedBy == issuer.directoryURL {
            work.replaces = issuance.renewal?.certificate
        }
        issuance.work = work
        issuance.findings = []
        session = Session(polling: PollingBackOff(deadline: now + Self.attemptLimit))
    }

    // MARK: - What is next

    /// What is to be done next, once the progress is written.
    package func step(now: Int64) -> IssuanceStep {
        guard let work = issuance.work else {
            if session.asksWindow, let certificate = issuance.renewal?.certificate, let issuer = windowIssuer {
                return .readWindow(issuer, certificate: certificate)
            }
            return .rest
        }
        if let until = session.waitUntil { return .wait(until: until) }
        let issuer = context.issuer(of: work)
        if work.stage == .withdrawing { return .withdraw(issuer, work.challenges) }
        guard let issuer else { return .rest }
        switch work.stage {
        case .preparing: return preparation(work, issuer, now: now)
        case .ordering where session.looksForOrder: return .findOrder(issuer, names: work.names)
        case .ordering: return .order(issuer, names: work.names, replaces: work.replaces)
        case .authorizing: return .readAuthorizations(issuer, work.authorizations)
        case .presenting: return .present(work.challenges)
        case .responding: return .respond(issuer, work.challenges)
        case .validating: return .readAuthorizations(issuer, work.challenges.map(\.authorizationURL))
        case .finalizing:
            if let order = session.order, order.status == .ready, !session.isFinalized {
                return .finalize(issuer, order)
            }
            return .readOrder(issuer, work.orderURL ?? "")
        case .downloading: return .download(issuer, work.certificateURL ?? "")
        case .withdrawing: return .rest
        }
    }

    private func preparation(_ work: IssuanceWork, _ issuer: Issuer, now: Int64) -> IssuanceStep {
        if issuer.isLocal { return .issueLocally }
        if !session.isChecked { return .check(issuer) }
        if work.sealedKey == nil, !work.isRehearsal {
            // Nobody should trust the key of a certificate that was revoked.
            let mayReuse = context.certificate.map { $0.revokedAt == nil } ?? false
            let isUnwanted = issuance.failure?.isOfKey == true
            return .makeKey(context.intent.keyType, reusing: context.intent.reusesKey && mayReuse && !isUnwanted)
        }
        return .spend(demands(work, issuer, now: now), authority: IssuanceBudget.authority(issuer.directoryURL))
    }

    private func demands(_ work: IssuanceWork, _ issuer: Issuer, now: Int64) -> [BudgetDemand] {
        let certificate = context.certificate
        // Our counts are guesses of the authority's; they must not be what lets a certificate run out.
        if let certificate,
            RenewalPlan.isUrgent(notBefore: certificate.notBefore, notAfter: certificate.notAfter, now: now)
        {
            return []
        }
        return IssuanceBudget.demands(
            work.names, email: context.intent.email, limits: issuer.limits, replaces: work.replaces != nil,
            isSameSet: issuance.issuedBy == issuer.directoryURL
                && certificate.map { Set($0.domains) == Set(work.names) } == true)
    }

    /// The authority that issued the certificate at hand, or the first that may know.
    private var windowIssuer: Issuer? {
        context.issuers.first { $0.directoryURL == issuance.issuedBy && !$0.isLocal }
            ?? (issuance.issuedBy == nil ? context.issuers.first { !$0.isLocal } : nil)
    }
}
