internal import ProxyModel

extension IssuanceStateMachine {
    /// Takes what came of the step that was done.
    package mutating func handle(
        _ event: IssuanceEvent, account: AccountReference? = nil, now: Int64,
        using random: inout some RandomNumberGenerator
    ) {
        switch event {
        case .waited: session.waitUntil = nil
        case .napped: break
        case .window(let window): take(window, now: now, using: &random)
        case .refused(let failure) where issuance.work == nil:
            var retryAfter: Int64?
            if case .problem(let problem) = failure { retryAfter = problem.retryAfter }
            missWindow(retryAfter, now: now)
        case .failed where issuance.work == nil: missWindow(nil, now: now)
        default:
            guard issuance.work != nil else { return }
            advance(event, account: account, now: now, using: &random)
        }
    }

    private mutating func advance(
        _ event: IssuanceEvent, account: AccountReference?, now: Int64,
        using random: inout some RandomNumberGenerator
    ) {
        switch event {
        case .checked(let findings): take(findings, now: now, using: &random)
        case .keyMade(let sealed): issuance.work?.sealedKey = sealed
        case .budgetGranted: issuance.work?.stage = .ordering
        case .budgetRefused(let until): postpone(until: until, now: now, using: &random)
        case .orderFound(let order):
            session.looksForOrder = false
            if let order { take(ordered: order, now: now, using: &random) }
        case .ordered(let order): take(ordered: order, now: now, using: &random)
        case .authorizations(let all): take(all, account: account, now: now, using: &random)
        case .presented: issuance.work?.stage = .responding
        case .rekeyed(let challenges):
            issuance.work?.challenges = challenges
            issuance.work?.stage = .presenting
        case .responded: issuance.work?.stage = .validating
        case .orderRead(let order): take(order, now: now, using: &random)
        case .stored(let certificate): succeed(certificate, now: now, using: &random)
        case .withdrawn: finish(now: now, using: &random)
        case .refused(let failure): take(failure, now: now, using: &random)
        case .failed(let failure): fail(failure, now: now, using: &random)
        case .waited, .napped, .window: break
        }
    }

    // MARK: - Checks

    /// What is blocking comes first in what is kept and said.
    private mutating func take(
        _ findings: [PreflightFinding], now: Int64, using random: inout some RandomNumberGenerator
    ) {
        let shown = findings.map { finding in
            var shown = finding
            shown.words = DisplayableText.line(finding.words) ?? ""
            return shown
        }
        let blocking = shown.filter { $0.severity == .blocking }
        issuance.findings = Array((blocking + shown.filter { $0.severity != .blocking }).prefix(Issuance.findingLimit))
        session.isChecked = true
        guard !blocking.isEmpty else { return }
        fail(
            IssuanceFailure(
                .preflight, DisplayableText.line(blocking.map(\.words).joined(separator: "; ")) ?? "",
                names: blocking.map(\.name)), now: now, using: &random)
    }

    // MARK: - Orders

    private mutating func take(
        ordered order: ACMEOrder, now: Int64, using random: inout some RandomNumberGenerator
    ) {
        guard let work = issuance.work else { return }
        guard Set(order.identifiers) == Set(work.names.compactMap(ACMEIdentifier.init(name:))) else {
            return fail(
                IssuanceFailure(.refused, "the authority made an order for other names"), now: now, using: &random)
        }
        issuance.work?.orderURL = order.url
        issuance.work?.authorizations = order.authorizations
        issuance.work?.stage = order.status == .pending ? .authorizing : .finalizing
        session.order = order
        if order.status == .invalid { take(order, now: now, using: &random) }
    }

    private mutating func take(_ order: ACMEOrder, now: Int64, using random: inout some RandomNumberGenerator) {
        session.order = order
        switch order.status {
        case .ready where issuance.work?.isRehearsal == true: endRehearsal(now: now, using: &random)
        case .ready where !session.isFinalized: break
        case .pending, .processing, .ready: pause(order.retryAfter, now: now, using: &random)
        case .valid:
            issuance.work?.certificateURL = order.certificate
            issuance.work?.stage = .downloading
        case .invalid:
            let failure =
                order.error.map { IssuanceFailure($0, isValidation: true, now: now) }
                ?? IssuanceFailure(.refused, "the authority gave the order up without a reason")
            fail(failure, now: now, using: &random)
        }
    }

    /// Notes that the certificate is asked for now, so that nobody asks twice.
    package mutating func willFinalize() { session.isFinalized = true }

    // MARK: - Authorizations

    private mutating func take(
        _ authorizations: [ACMEAuthorization], account: AccountReference?, now: Int64,
        using random: inout some RandomNumberGenerator
    ) {
        for authorization in authorizations where ![.valid, .pending].contains(authorization.status) {
            return fail(Self.failure(of: authorization, now: now), now: now, using: &random)
        }
        let pending = authorizations.filter { $0.status == .pending }
        if pending.isEmpty {
            issuance.work?.stage = .finalizing
            session.order = nil
            session.polling.restart()
        } else if issuance.work?.stage == .validating {
            if let refused = pending.first(where: \.isRefused) {
                return fail(Self.failure(of: refused, now: now), now: now, using: &random)
            }
            pause(pending.compactMap(\.retryAfter).max(), now: now, using: &random)
        } else if let account {
            choose(pending, account, now: now, using: &random)
        }
    }

    private mutating func choose(
        _ pending: [ACMEAuthorization], _ account: AccountReference, now: Int64,
        using random: inout some RandomNumberGenerator
    ) {
        do throws(IssuanceRefusal) {
            var challenges: [PendingChallenge] = []
            for authorization in pending {
                challenges.append(
                    try ChallengeChoice.choose(
                        authorization, intent: context.intent, account: account, failures: issuance.failures))
            }
            issuance.work?.challenges = challenges
            issuance.work?.stage = .presenting
        } catch {
            fail(error.failure, now: now, using: &random)
        }
    }

    private static func failure(of authorization: ACMEAuthorization, now: Int64) -> IssuanceFailure {
        let name = (authorization.isWildcard ? "*." : "") + authorization.identifier.value
        guard let problem = authorization.error else {
            return IssuanceFailure(
                .validation, "the authorization of '\(name)' is \(authorization.status.rawValue)", names: [name])
        }
        var failure = IssuanceFailure(problem, isValidation: true, now: now)
        failure.names = [name]
        failure.words = "'\(name)': " + failure.words
        return failure
    }

    // MARK: - Refusals and waiting

    private mutating func take(
        _ failure: ACMEFailure, now: Int64, using random: inout some RandomNumberGenerator
    ) {
        var problem: ACMEProblem?
        if case .problem(let told) = failure { problem = told }
        switch issuance.work?.stage {
        case .ordering where problem?.isAlreadyReplaced == true && issuance.work?.replaces != nil:
            // Another order replaces the certificate already (RFC 9773 §5): this one is refused for that alone.
            issuance.work?.replaces = nil
        case .finalizing where problem?.kind == .orderNotReady:
            session.isFinalized = false
            session.order = nil
            pause(problem?.retryAfter, now: now, using: &random)
        case .withdrawing: finish(now: now, using: &random)
        case .authorizing, .responding, .validating, .finalizing, .downloading:
            guard problem?.isTemporary ?? true else {
                return fail(IssuanceFailure(failure, now: now), now: now, using: &random)
            }
            if issuance.work?.stage == .finalizing { session.order = nil }
            session.isFinalized = false
            pause(problem?.retryAfter, now: now, using: &random, because: failure)
        default: fail(IssuanceFailure(failure, now: now), now: now, using: &random)
        }
    }

    private mutating func pause(
        _ retryAfter: Int64?, now: Int64, using random: inout some RandomNumberGenerator,
        because failure: ACMEFailure? = nil
    ) {
        guard let delay = session.polling.pause(retryAfter: retryAfter, now: now) else {
            let timeout = IssuanceFailure(.timeout, "the authority did not come to an end in twenty minutes")
            return fail(failure.map { IssuanceFailure($0, now: now) } ?? timeout, now: now, using: &random)
        }
        session.waitUntil = now + delay
    }

    // MARK: - Renewal windows

    private mutating func take(
        _ window: RenewalWindow?, now: Int64, using random: inout some RandomNumberGenerator
    ) {
        guard var schedule = issuance.renewal, let certificate = context.certificate else { return }
        if let window {
            RenewalPlan.take(window, into: &schedule, notBefore: certificate.notBefore, now: now, using: &random)
        } else {
            RenewalPlan.missWindow(&schedule, retryAfter: RenewalPlan.day, now: now)
        }
        issuance.renewal = schedule
        settle(schedule, now: now)
        if now >= schedule.moment { start(now: now, using: &random) }
    }

    private mutating func missWindow(_ retryAfter: Int64?, now: Int64) {
        guard session.asksWindow, var schedule = issuance.renewal else { return }
        RenewalPlan.missWindow(&schedule, retryAfter: retryAfter, now: now)
        issuance.renewal = schedule
        settle(schedule, now: now)
    }
}
