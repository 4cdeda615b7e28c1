internal import ACME
internal import ProxyModel

/// How the progress of an issuance is shown: without keys, and without what only the authority needs.
enum IssuanceView {
    static let definition: JSONValue = [
        "type": ["object", "null"],
        "properties": [
            "phase": ["type": "string", "enum": .texts(Issuance.Phase.allCases.map(\.rawValue))],
            "stage": JSONSchema.nullableText, "issuer": JSONSchema.nullableText,
            "rehearsal": JSONSchema.flag, "order_url": JSONSchema.nullableText,
            "attempts": JSONSchema.integer, "failures": JSONSchema.integer,
            "last_attempt_at": nullableTime, "next_attempt": nullableTime,
            "failure": ["anyOf": [IssuanceFailure.schema.definition(.response), ["type": "null"]]],
            "renewal": ["anyOf": [RenewalSchedule.schema.definition(.response), ["type": "null"]]],
            "findings": ["type": "array", "items": PreflightFinding.schema.definition(.response)],
            "history": ["type": "array", "items": IssuanceAttempt.schema.definition(.response)],
        ],
    ]

    /// null when nobody took it up.
    static func json(_ state: CertificateState) -> JSONValue {
        guard let issuance = state.issuance else { return .null }
        return .object([
            "phase": .string(issuance.phase.rawValue), "stage": .text(issuance.work?.stage.rawValue),
            "issuer": .text(issuance.work?.issuer), "rehearsal": .bool(issuance.work?.isRehearsal ?? false),
            "order_url": .text(issuance.work?.orderURL), "attempts": .integer(issuance.attempts),
            "failures": .integer(Int64(issuance.failures)),
            "last_attempt_at": issuance.lastAttemptAt.map { .time($0) } ?? .null,
            "next_attempt": issuance.failure == nil ? .null : .time(issuance.nextAttempt),
            "failure": issuance.failure.map { .object(IssuanceFailure.schema.encode($0, form: .request)) } ?? .null,
            "renewal": issuance.renewal.map { .object(RenewalSchedule.schema.encode($0, form: .request)) } ?? .null,
            "findings": .array(
                issuance.findings.map { .object(PreflightFinding.schema.encode($0, form: .request)) }),
            "history": .array(
                issuance.history.map { .object(IssuanceAttempt.schema.encode($0, form: .request)) }),
        ])
    }

    private static let nullableTime: JSONValue = ["type": ["string", "null"], "format": "date-time"]
}
