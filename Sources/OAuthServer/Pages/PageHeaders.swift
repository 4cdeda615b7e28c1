internal import Crypto
internal import ProxyModel

/// The header fields that every page is sent with.
enum PageHeaders {
    /// The fields, with the policy widened by the sources that forms may lead to.
    static func fields(formOrigins: [String]) -> [(name: String, value: String)] {
        [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy", policy(formOrigins: formOrigins)),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
            // Without includeSubDomains: other hosts below this one may be proxies that speak plain HTTP on purpose.
            ("Strict-Transport-Security", "max-age=63072000"),
        ]
    }

    static func policy(formOrigins: [String]) -> String {
        let sources = (["'self'"] + formOrigins.filter(isSource)).joined(separator: " ")
        return "default-src 'none'; style-src '\(styleHash)'; img-src 'self'; form-action \(sources); "
            + "frame-ancestors 'none'; base-uri 'none'"
    }

    /// The one style sheet, by its digest (CSP Level 3 §2.3.1).
    private static let styleHash: String = {
        let digest = Base64URL.encode(SHA256.hash(data: Array(Stylesheet.text.description.utf8)))
        let standard = digest.map { character in
            switch character {
            case "-": "+"
            case "_": "/"
            default: String(character)
            }
        }
        return "sha256-" + standard.joined() + "="
    }()

    /// Whether a text can stand in the policy as one source, without ending its directive.
    private static func isSource(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "-.:/+*_".utf8.contains(byte)
                }
            }
    }
}
