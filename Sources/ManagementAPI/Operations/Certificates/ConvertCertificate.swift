internal import ACME
internal import ProxyModel

extension Operation {
    static let convertCertificate = Operation(
        "cert.convert-to-production", .post, "/api/v1/certificates/{cert_name}/convert-to-production", .token,
        "Replace a certificate of an authority's test system by one that clients trust.",
        parameters: [CertificateView.name],
        answer: .object(
            "ConvertedCertificate",
            [
                "message": JSONSchema.text, "cert_name": JSONSchema.text, "domains": JSONSchema.texts,
                "status": ["type": "string", "enum": .texts(CertificateState.words)],
                "production_url": JSONSchema.nullableText,
            ], status: 202)
    ) { (call) throws(Problem) in
        let (intent, revision) = try await CertificateOrder.change(call) { intent, _ throws(Problem) in
            // A test system that was named by its address cannot be left but for the authority of the settings.
            let named = intent.issuers.filter { $0.hasPrefix("https://") && $0.contains("staging") }
            guard intent.isStaging || !named.isEmpty else {
                throw Problem(.conflict, "the certificate is not of an authority's test system")
            }
            intent.isStaging = false
            if !named.isEmpty { intent.issuers.removeAll { named.contains($0) } }
        }
        var object = CertificateOrder.json(
            intent, "The certificate '\(intent.name)' is being replaced by one of the authority itself.")
        object.append("production_url", .text(try productionURL(intent, call)))
        return .object(object, revision: revision)
    }

    private static func productionURL(_ intent: CertificateIntent, _ call: OperationCall) throws(Problem) -> String? {
        let snapshot = try call.snapshot()
        let issuers = try? IssuerList.resolve(
            intent, settings: try call.issuances().settings, sealer: call.environment.sealer
        ) { snapshot.certificateIssuers[$0]?.value }
        return issuers?.first?.directoryURL
    }
}
