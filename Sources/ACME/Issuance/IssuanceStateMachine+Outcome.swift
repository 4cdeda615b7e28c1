internal import ProxyModel

extension IssuanceStateMachine {
    /// The page of a paused account is looked at by a person: asking again sooner is of no use.
    private static let pausedRetry: Int64 = 86_400_000

    // MARK: - Success

    mutating func succeed(
        _ certificate: StoredCertificate, now: Int64, using random: inout some RandomNumberGenerator
    ) {
        guard let work = issuance.work else { return }
        close(work, .issued, now: now)
        let schedule = RenewalPlan.schedule(
            notBefore: certificate.notBefore, notAfter: certificate.notAfter,
            identifier: work.directoryURL.isEmpty ? nil : certificate.identifier, now: now, using: &random)
        issuance.issuedFor = IntentDigest.certificate(context.intent)
        issuance.issuedBy = work.directoryURL.isEmpty ? nil : work.directoryURL
        issuance.issuerIndex = 0
        issuance.needsRehearsal = false
        issuance.isRehearsed = false
        issuance.renewal = schedule
        settle(schedule, now: now)
    }

    mutating func endRehearsal(now: Int64, using random: inout some RandomNumberGenerator) {
        guard let work = issuance.work else { return }
        guard work.challenges.isEmpty else {
            issuance.work?.stage = .withdrawing
            return
        }
        finish(now: now, using: &random)
    }

    // MARK: - Failure

    /// Ends the attempt with a reason; what was put for the authority is taken away first.
    mutating func fail(_ failure: IssuanceFailure, now: Int64, using random: inout some RandomNumberGenerator) {
        guard let work = issuance.work, work.stage != .withdrawing else { return }
        issuance.work?.failure = failure
        remember(failure, work)
        session.waitUntil = nil
        guard work.challenges.isEmpty else {
            issuance.work?.stage = .withdrawing
            return
        }
        finish(now: now, using: &random)
    }

    /// Ends the attempt without a verdict.
    mutating func giveUp(_ words: String, now: Int64) {
        guard let work = issuance.work else { return }
        session.waitUntil = nil
        guard work.challenges.isEmpty else {
            issuance.work?.stage = .withdrawing
            issuance.work?.digest = ""
            return
        }
        abandon(work, words, now: now)
    }

    /// Closes the attempt, once nothing of it is left with the authority.
    mutating func finish(now: Int64, using random: inout some RandomNumberGenerator) {
        guard let work = issuance.work else { return }
        if work.digest.isEmpty {
            abandon(work, "something else is wanted now", now: now)
        } else if let failure = work.failure {
            close(work, .failed, failure.words, now: now)
            proceed(after: failure, work, now: now, using: &random)
        } else {
            close(work, .rehearsed, now: now)
            issuance.needsRehearsal = false
            issuance.isRehearsed = true
            issuance.nextAttempt = now
        }
    }

    private mutating func abandon(_ work: IssuanceWork, _ words: String, now: Int64) {
        close(work, .abandoned, words, now: now)
        issuance.nextAttempt = now
    }

    /// Chooses when and whom to ask next.
    private mutating func proceed(
        after failure: IssuanceFailure, _ work: IssuanceWork, now: Int64,
        using random: inout some RandomNumberGenerator
    ) {
        // The test system was content and the authority is not: then the fault is not on this side.
        let isOfAuthority = failure.kind.isOfAuthority || (failure.kind == .validation && issuance.isRehearsed)
        if isOfAuthority, !work.isRehearsal, issuance.issuerIndex + 1 < context.issuers.count {
            issuance.issuerIndex += 1
            issuance.needsRehearsal = false
            issuance.isRehearsed = false
            issuance.failure = failure
            issuance.nextAttempt = now
            return
        }
        let hasStaging = context.issuers.first?.stagingURL != nil
        issuance.issuerIndex = 0
        issuance.isRehearsed = false
        // A test system that is away must not keep the authority from being asked.
        issuance.needsRehearsal =
            hasStaging && (work.isRehearsal ? !failure.kind.isOfAuthority : failure.kind.needsRehearsal)
        retryLater(failure, now: now, using: &random)
    }

    /// Sets the next attempt by back-off, and by what the authority says.
    mutating func retryLater(
        _ failure: IssuanceFailure, now: Int64, using random: inout some RandomNumberGenerator
    ) {
        if !failure.kind.isWaiting { issuance.failures += 1 }
        let remaining = context.certificate.map { $0.notAfter - now }
        let delay = IssuanceBackoff.delay(
            afterFailures: issuance.failures, remaining: remaining, using: &random)
        var next = failure.kind.isWaiting ? failure.retryAt ?? now + delay : max(now + delay, failure.retryAt ?? 0)
        if failure.kind == .paused { next = max(next, now + Self.pausedRetry) }
        issuance.failure = failure
        // Nothing may come before the next moment, else the schedule would spin.
        issuance.nextAttempt = min(max(next, now + 1_000), now + IssuanceBudget.longestWait)
    }

    /// Takes an attempt back that the budgets have no room for: nothing was asked of the authority.
    mutating func postpone(until: Int64, now: Int64, using random: inout some RandomNumberGenerator) {
        guard let work = issuance.work else { return }
        issuance.work = nil
        issuance.attempts -= 1
        var retryAt = until
        if let earlier = issuance.failure, earlier.kind == .limited, let time = earlier.retryAt, time > now {
            retryAt = min(until, time)
        }
        let failure = IssuanceFailure(
            .limited,
            "the limits of '\(work.issuer)' leave no room; it goes on at \(Timestamp(milliseconds: retryAt))",
            retryAt: retryAt)
        if !work.isRehearsal, issuance.issuerIndex + 1 < context.issuers.count {
            issuance.issuerIndex += 1
            issuance.failure = failure
            start(now: now, using: &random)
        } else {
            issuance.issuerIndex = 0
            retryLater(failure, now: now, using: &random)
        }
    }

    // MARK: - History and budgets

    private mutating func close(
        _ work: IssuanceWork, _ outcome: IssuanceAttempt.Outcome, _ words: String = "", now: Int64
    ) {
        issuance.work = nil
        issuance.history.append(IssuanceAttempt(work, endedAt: now, outcome: outcome, words: words))
        if issuance.history.count > Issuance.historyLimit {
            issuance.history.removeFirst(issuance.history.count - Issuance.historyLimit)
        }
    }

    private mutating func remember(_ failure: IssuanceFailure, _ work: IssuanceWork) {
        guard let issuer = context.issuer(of: work) else { return }
        let authority = IssuanceBudget.authority(issuer.directoryURL)
        switch failure.kind {
        case .validation:
            let names = failure.names.isEmpty ? work.names : failure.names
            let charges = IssuanceBudget.charges(names, email: context.intent.email, limits: issuer.limits)
            if !charges.isEmpty { effects.append(.charge(charges, authority: authority)) }
        case .limited:
            guard let until = failure.retryAt else { return }
            let bucket = IssuanceBudget.toldBucket(
                failure.words, names: work.names, email: context.intent.email)
            effects.append(.close(bucket: bucket, authority: authority, until: until))
        default: break
        }
    }
}

extension IssuanceFailure.Kind {
    /// Whether the test system is asked before the authority is bothered again.
    fileprivate var needsRehearsal: Bool {
        switch self {
        case .validation, .refused, .certificate, .timeout, .provider: true
        case .preflight, .limited, .paused, .unreachable, .configuration: false
        }
    }
}
