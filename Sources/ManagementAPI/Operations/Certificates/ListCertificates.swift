internal import ProxyModel

extension Operation {
    static let listCertificates = Operation(
        "cert.list", .get, "/api/v1/certificates", .token, "List the certificates of the caller.",
        answer: OperationAnswer(
            .list(
                key: "certificates", name: "Certificate", element: CertificateView.definition,
                columns: CertificateView.columns))
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let certificates = snapshot.certificates.values.map(\.value).filter { call.caller.owns($0.owner) }
            .sorted { $0.name < $1.name }
        return .list(count: certificates.count, revision: snapshot.revision) { range in
            certificates[range].map { CertificateView.json($0, at: call.now) }
        }
    }
}
