internal import ACME
internal import ProxyModel

extension Operation {
    static let listIssuers = Operation(
        "cert.issuer.list", .get, "/api/v1/issuers", .admin,
        "List the authorities that certificates can be asked from by name.",
        answer: OperationAnswer(
            .list(
                key: "issuers", name: "CertificateIssuer", element: IssuerRecord.definition,
                columns: IssuerRecord.columns))
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let records = snapshot.certificateIssuers.values.map(\.value).sorted { $0.name < $1.name }
        // A record takes the place of a preset of the same name.
        let presets = IssuerPreset.allCases.filter { snapshot.certificateIssuers[$0.rawValue] == nil }
        return .list(
            records.map { IssuerRecord.json($0) } + presets.map { IssuerRecord.json($0) },
            revision: snapshot.revision)
    }
}
