package import ProxyModel

extension Issuance {
    /// The fields of the progress, for the store and for those who are shown it.
    package static let schema = ObjectSchema<Issuance>(
        "Issuance", blank: { Issuance(name: "", now: 0) },
        fields: [
            Field("name", .required, \.name, .certificateName, "Name of the certificate."),
            Field("attempts", \.attempts, .integer(0...Int64.max), default: 0, "Attempts that were begun."),
            Field("failures", \.failures, .integer(0...Int.max), default: 0, "Failures since the last success."),
            Field("work", \.work, .optional(.object(IssuanceWork.schema)), default: nil, "The attempt under way."),
            Field("tried_for", \.triedFor, .optional(.line()), default: nil, "Intent of the last attempt."),
            Field("issued_for", \.issuedFor, .optional(.line()), default: nil, "Intent of the certificate."),
            Field("issued_by", \.issuedBy, .optional(.line(0...2048)), default: nil, "Who issued the certificate."),
            Field(
                "last_attempt_at", \.lastAttemptAt, .optional(.timestamp), default: nil, "When it was tried last."),
            Field("issuer_index", \.issuerIndex, .integer(0...1_000), default: 0, "Which issuer is asked next."),
            Field("needs_rehearsal", \.needsRehearsal, .flag, default: false, "Whether a test system is asked next."),
            Field("is_rehearsed", \.isRehearsed, .flag, default: false, "Whether a test system was content."),
            Field(
                "failure", \.failure, .optional(.object(IssuanceFailure.schema)), default: nil,
                "Why there is no certificate, or no new one."),
            Field(
                "findings", \.findings, .list(.object(PreflightFinding.schema), limit: findingLimit), default: [],
                "What the checks before the last order found."),
            Field(
                "history", \.history, .list(.object(IssuanceAttempt.schema), limit: historyLimit), default: [],
                "The last attempts."),
            Field("next_attempt", .required, \.nextAttempt, .timestamp, "When it is looked at next."),
            Field(
                "renewal", \.renewal, .optional(.object(RenewalSchedule.schema)), default: nil,
                "When the certificate is renewed."),
        ])
}

extension IssuanceAttempt {
    /// The fields of an attempt that is over.
    package static let schema = ObjectSchema<IssuanceAttempt>(
        "IssuanceAttempt", blank: { IssuanceAttempt(.blank, endedAt: 0, outcome: .failed) },
        fields: [
            Field("number", .required, \.number, .integer(0...Int64.max), "Its number."),
            Field("started_at", .required, \.startedAt, .timestamp, "When it began."),
            Field("ended_at", .required, \.endedAt, .timestamp, "When it ended."),
            Field("issuer", .required, \.issuer, .line(0...2048), "Who was asked."),
            Field("rehearsal", \.isRehearsal, .flag, default: false, "Whether it was a test system."),
            Field("outcome", .required, \.outcome, .choice, "How it ended."),
            Field("words", \.words, .text(0...16_384), default: "", "Why it did not give a certificate."),
        ])
}

extension PreflightFinding {
    /// The fields of a finding.
    package static let schema = ObjectSchema<PreflightFinding>(
        "PreflightFinding", blank: { PreflightFinding(.resolution, "", .warning, "") },
        fields: [
            Field("check", .required, \.check, .choice, "Which check found it."),
            Field("name", .required, \.name, .line(0...1024), "The name that it is about."),
            Field("severity", .required, \.severity, .choice, "Whether it kept from ordering."),
            Field("words", .required, \.words, .text(0...16_384), "What is wrong, and what to do."),
        ])
}

extension IssuanceFailure {
    /// The fields of a failure.
    package static let schema = ObjectSchema<IssuanceFailure>(
        "IssuanceFailure", blank: { IssuanceFailure(.refused, "") },
        fields: [
            Field("kind", .required, \.kind, .choice, "What went wrong."),
            Field("words", .required, \.words, .text(0...16_384), "The reason in words."),
            Field("type", \.type, .optional(.line(0...2048)), default: nil, "The authority's name for the error."),
            Field("names", \.names, .list(.line()), default: [], "The names that it is about; empty = all."),
            Field("link", \.link, .optional(.line(0...8192)), default: nil, "Where something can be done about it."),
            Field("retry_at", \.retryAt, .optional(.timestamp), default: nil, "When it may work at the earliest."),
        ])
}

extension RenewalSchedule {
    /// The fields of a renewal.
    package static let schema = ObjectSchema<RenewalSchedule>(
        "RenewalSchedule",
        blank: { RenewalSchedule(notAfter: 0, certificate: nil, lifetimeMoment: 0, nextPoll: nil) },
        fields: [
            Field("not_after", .required, \.notAfter, .timestamp, "End of the certificate that is renewed."),
            Field("certificate", \.certificate, .optional(.line()), default: nil, "Its name in renewal information."),
            Field("window_start", \.windowStart, .optional(.timestamp), default: nil, "The suggested window."),
            Field("window_end", \.windowEnd, .optional(.timestamp), default: nil, "Its end."),
            Field("explanation", \.explanation, .optional(.line(0...8192)), default: nil, "A page that says why."),
            Field("window_moment", \.windowMoment, .optional(.timestamp), default: nil, "The moment within it."),
            Field("lifetime_moment", .required, \.lifetimeMoment, .timestamp, "The moment by lifetime."),
            Field("next_poll", \.nextPoll, .optional(.timestamp), default: nil, "When the window is asked for next."),
            Field("moment", .required, \.moment, .timestamp, "When the certificate is renewed."),
            Field("basis", .required, \.basis, .choice, "What the moment was chosen by."),
        ])
}
