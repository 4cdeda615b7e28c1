internal import ACME
internal import ProxyModel

extension Operation {
    static let showCertificateStatus = Operation(
        "cert.status", .get, "/api/v1/certificates/{cert_name}/status", .token,
        "Tell how far a certificate is, and why it is no further.",
        parameters: [
            CertificateView.name,
            .flag("wait", "Answer when it is there or has failed, at the latest after 50 seconds."),
        ],
        answer: .object(
            "CertificateStatus",
            [
                "cert_name": JSONSchema.text, "domains": JSONSchema.texts,
                "status": ["type": "string", "enum": .texts(CertificateState.words)], "message": JSONSchema.text,
                "is_settled": JSONSchema.flag, "expires_at": nullableTime, "days_left": ["type": ["integer", "null"]],
                "next_attempt": nullableTime, "next_renewal": nullableTime, "last_error": JSONSchema.nullableText,
                "link": JSONSchema.nullableText, "issuance": IssuanceView.definition,
            ])
    ) { (call) throws(Problem) in
        let waits = try call.query.flag("wait")
        let deadline = ContinuousClock.now + .seconds(50)
        var state = try await CertificateState(call.path("cert_name"), call)
        while waits, !state.isSettled, ContinuousClock.now < deadline {
            guard (try? await Task.sleep(for: .milliseconds(250))) != nil else { break }
            state = try await CertificateState(call.path("cert_name"), call)
        }
        return .object(status(state))
    }

    private static func status(_ state: CertificateState) -> JSONObject {
        [
            "cert_name": .string(state.entry.name), "domains": .texts(state.entry.domains),
            "status": .string(state.status), "message": .string(message(state)),
            "is_settled": .bool(state.isSettled),
            "expires_at": state.entry.record.map { .time($0.notAfter) } ?? .null,
            "days_left": state.daysLeft.map { .integer($0) } ?? .null,
            "next_attempt": state.failure == nil ? .null : state.issuance.map { .time($0.nextAttempt) } ?? .null,
            "next_renewal": state.nextRenewal.map { .time($0) } ?? .null,
            "last_error": .text(state.failure?.words), "link": .text(state.failure?.link),
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
        case "not_yet_valid": "The certificate is not valid yet."
        default: "The certificate is there."
        }
    }

    private static let nullableTime: JSONValue = ["type": ["string", "null"], "format": "date-time"]
}
