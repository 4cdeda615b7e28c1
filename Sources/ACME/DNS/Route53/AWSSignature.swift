internal import Crypto
internal import ProxyModel

/// AWS's Signature Version 4 in the `Authorization` field.
struct AWSSignature: Sendable {
    let keyID: String
    let secret: String
    let region: String
    let service: String

    /// The value of the field `Authorization`.
    ///
    /// `path` is escaped already; `headers` are all that is signed, `host` and `x-amz-date` among them; `date` is as
    /// `Self.date` writes it.
    func authorization(
        method: String, path: String, query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)], body: [UInt8] = [], date: String
    ) -> String {
        let headers = headers.map { ($0.name.lowercased(), Self.collapsed($0.value)) }.sorted { $0.0 < $1.0 }
        let signed = headers.map(\.0).joined(separator: ";")
        let request = [
            method, path, Self.query(query), headers.map { "\($0.0):\($0.1)\n" }.joined(), signed,
            Self.hex(SHA256.hash(data: body)),
        ].joined(separator: "\n")
        let scope = "\(date.prefix(8))/\(region)/\(service)/aws4_request"
        let text = ["AWS4-HMAC-SHA256", date, scope, Self.hex(SHA256.hash(data: Array(request.utf8)))]
            .joined(separator: "\n")
        var key = SymmetricKey(data: Array(("AWS4" + secret).utf8))
        for part in [String(date.prefix(8)), region, service, "aws4_request"] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
        }
        let signature = Self.hex(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
        return "AWS4-HMAC-SHA256 Credential=\(keyID)/\(scope), SignedHeaders=\(signed), Signature=\(signature)"
    }

    /// A query in the one order and spelling that is signed.
    static func query(_ parameters: [(name: String, value: String)]) -> String {
        parameters.map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value)) }
            .sorted { $0 < $1 }.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    }

    /// A moment as `20150830T123600Z`.
    static func date(milliseconds: Int64) -> String {
        let text = Timestamp(milliseconds: milliseconds).description
        return String(text.prefix(19).filter { $0 != "-" && $0 != ":" }) + "Z"
    }

    /// Without white space at the ends, and with single blanks inside.
    private static func collapsed(_ value: String) -> String {
        value.split(separator: " ").joined(separator: " ")
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
