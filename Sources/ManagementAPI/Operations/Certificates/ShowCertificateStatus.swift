internal import ACME
internal import ProxyModel

extension Operation {
    static let showCertificateStatus = Operation(
        "cert.status", .get, "/api/v1/certificates/{cert_name}/status", .token,
        "Tell how far a certificate is, and why it is no further.",
        parameters: [
            CertificateView.name,
            .flag(
                "wait",
                "Answer when it is there or has failed, at the latest after 50 seconds; at once where too many wait."),
        ],
        answer: .object(
            "CertificateStatus",
            [
                "cert_name": JSONSchema.text, "domains": JSONSchema.texts,
                "status": ["type": "string", "enum": .texts(CertificateState.words)], "message": JSONSchema.text,
                "is_settled": JSONSchema.flag, "issuer": JSONSchema.nullableText, "expires_at": nullableTime,
                "days_left": ["type": ["integer", "null"]], "expired": JSONSchema.flag,
                "next_attempt": nullableTime, "next_renewal": nullableTime, "last_error": JSONSchema.nullableText,
                "link": JSONSchema.nullableText, "findings": JSONSchema.texts, "issuance": IssuanceView.definition,
            ])
    ) { (call) throws(Problem) in
        let name = call.path("cert_name")
        guard try call.query.flag("wait") else { return .object(status(try await CertificateState(name, call))) }
        let deadline = ContinuousClock.now + .seconds(50)
        let settled = try await call.environment.certificateWaiters.wait(for: name, until: deadline) {
            () throws(Problem) in
            let state = try await CertificateState(name, call)
            return state.isSettled ? state : nil
        }
        if let settled {
            // Who waited connects next, and may do so at once.
            await call.environment.editor.catchUp(to: settled.entry.revision)
            return .object(status(settled))
        }
        return .object(status(try await CertificateState(name, call)))
    }

    private static func status(_ state: CertificateState) -> JSONObject {
        [
            "cert_name": .string(state.entry.name), "domains": .texts(state.entry.domains),
            "status": .string(state.status), "message": .string(message(state)),
            "is_settled": .bool(state.isSettled), "issuer": .text(state.entry.record?.issuer),
            "expires_at": state.entry.record.map { .time($0.notAfter) } ?? .null,
            "days_left": state.daysLeft.map { .integer($0) } ?? .null, "expired": .bool(state.isExpired),
            "next_attempt": state.nextAttempt.map { .time($0) } ?? .null,
            "next_renewal": state.nextRenewal.map { .time($0) } ?? .null,
            "last_error": .text(state.failure?.words), "link": .text(state.failure?.link),
            "findings": .texts(state.issuance?.findings.map(\.words) ?? []),
            "issuance": IssuanceView.json(state),
        ]
    }

    private static func message(_ state: CertificateState) -> String {
        if let failure = state.failure { return failure.words }
        return switch state.status {
        case "pending": "The certificate is about to be ordered."
        case "ordered": "The certificate is ordered; the authority says what it wants to see."
        case "validating": "The authority looks whether the names are served here."
        case "failed": "The certificate could not be had."
        case "expired": "The certificate has expired and is served all the same."
        case "revoked": "The certificate was revoked; it is served all the same, and no other is obtained."
        case "not_yet_valid": "The certificate is not valid yet."
        default: "The certificate is there."
        }
    }

    private static let nullableTime: JSONValue = ["type": ["string", "null"], "format": "date-time"]
}
