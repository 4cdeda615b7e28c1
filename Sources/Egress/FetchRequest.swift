/// One HTTP request of the control plane.
package struct FetchRequest: Sendable {
    /// Whether an HTTP proxy stands in between.
    package enum Intermediary: Sendable {
        case none
        /// The one that `http_proxy`, `https_proxy` and `no_proxy` name, for trusted requests.
        case environment
    }

    /// A token of RFC 9110 §9, case-sensitive.
    package var method: String
    /// An absolute `http://` or `https://` address.
    package var url: String
    /// Fields in their order, besides those that the transfer needs.
    package var headers: [FetchField]
    /// nil = no body and no `Content-Length`.
    package var body: [UInt8]?
    /// Path of a Unix socket to connect to instead of the address's host.
    package var unixSocket: String?
    /// PEM file of the authorities that are trusted; nil = the system's.
    package var caFile: String?
    /// The authorities that are trusted in place of all others, PEM; nil = those of `caFile`.
    package var caPEM: [UInt8]?
    /// What is shown to servers that ask for a certificate; nil = nothing.
    package var clientCertificate: FetchClientCertificate?
    /// Which addresses may be connected to, redirects included.
    package var policy = EgressPolicy.trusted
    /// The HTTP proxy that the request goes by.
    package var intermediary = Intermediary.environment
    /// Redirects that are followed; at 0 the redirect itself is the answer.
    package var maxRedirects = 0
    /// A larger body is `FetchFailure.Code.tooLarge`.
    package var maxBodyBytes = 8 << 20
    /// Until the connection stands, name look-up and TLS included.
    package var connectTimeout = Duration.seconds(5)
    /// Until the whole answer is there, redirects included.
    package var deadline = Duration.seconds(30)

    /// Makes a request with every default.
    package init(_ method: String, _ url: String, headers: [FetchField] = [], body: [UInt8]? = nil) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    /// Whether nothing in it could be taken for the end of a line or of a string (RFC 9110 §5.5, §5.6.2).
    var isWellFormed: Bool {
        let isToken: (String) -> Bool = { text in
            !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !#"()<>@,;:\"/[]?={}"#.utf8.contains($0) }
        }
        let isLine: (String) -> Bool = { !$0.utf8.contains { $0 == 0 || $0 == 0x0A || $0 == 0x0D } }
        return isToken(method) && headers.allSatisfy { isToken($0.name) && isLine($0.value) }
            && url.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F } && isLine(unixSocket ?? "") && isLine(caFile ?? "")
            && isLine(clientCertificate?.chainFile ?? "") && isLine(clientCertificate?.keyFile ?? "")
    }
}
