internal import ProxyModel

extension Operation {
    static let renewCertificate = Operation(
        "cert.renew", .post, "/api/v1/certificates/{cert_name}/renew", .token,
        "Ask for a new certificate in place of one that ends soon, or that could not be had; 200 when there is no need.",
        parameters: [CertificateView.name, .flag("force", "Ask although the one at hand is good for long.")],
        answer: CertificateOrder.answer("OrderedCertificate")
    ) { (call) throws(Problem) in
        let force = try call.query.flag("force")
        let state = try await CertificateState(call.path("cert_name"), call)
        _ = try CertificateOrder.wish(state.entry)
        guard force || state.isDue else {
            return .status(
                200,
                [
                    "message": .string(
                        "The certificate is good for \(state.daysLeft ?? 0) days; repeat with force=true."),
                    "cert_name": .string(state.entry.name), "domains": .texts(state.entry.domains),
                    "status": .string(state.status),
                    "expires_at": state.entry.record.map { .time($0.notAfter) } ?? .null,
                    "next_renewal": state.nextRenewal.map { .time($0) } ?? .null,
                ])
        }
        let (intent, revision) = try await CertificateOrder.change(call) { _, _ in }
        return .object(
            CertificateOrder.json(intent, "The certificate '\(intent.name)' is being renewed."), revision: revision)
    }
}
