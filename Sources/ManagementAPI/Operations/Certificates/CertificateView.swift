internal import ProxyModel

/// How certificates are shown: the record and what follows from the time, never the key.
enum CertificateView {
    static let columns = ["cert_name", "domains", "status", "origin", "key_type", "issuer", "expires_at"]
    static let name = OperationParameter.path("cert_name", "Name of the certificate.")

    static let definition: JSONValue = {
        var definition = CertificateRecord.schema.definition(.response).objectValue ?? JSONObject()
        var properties = definition["properties"]?.objectValue ?? JSONObject()
        properties["status"] = ["type": "string", "enum": ["active", "expired", "not_yet_valid"]]
        definition["properties"] = .object(properties)
        return .object(definition)
    }()

    static func answer(status: Int = 200) -> OperationAnswer {
        OperationAnswer(.object(name: "Certificate", definition: definition), status: status)
    }

    static func status(of certificate: CertificateRecord, at time: Int64) -> String {
        if time < certificate.notBefore { return "not_yet_valid" }
        return certificate.isActive(at: time) ? "active" : "expired"
    }

    static func json(_ certificate: CertificateRecord, at time: Int64) -> JSONObject {
        var object = CertificateRecord.schema.encode(certificate, form: .request)
        object.append("status", .string(status(of: certificate, at: time)))
        return object
    }
}
