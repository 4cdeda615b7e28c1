internal import ProxyModel

/// What ties a sign-in or an authorization to the browser that began it: a random cookie, of which the server keeps only
/// the digest.
///
/// It also proves that a form came from a page of ours: another site can send a form, but knows no token derived from a
/// cookie that it cannot read.
package struct BrowserBinding: Sendable, Equatable {
    private let secret: String

    /// The binding of the browser that sends a request; nil when it has none yet.
    package init?(of request: OAuthRequest) {
        guard let secret = BrowserCookie.login.value(in: request), Base64URL.decode(secret)?.count == 32 else {
            return nil
        }
        self.secret = secret
    }

    /// A new binding from 32 random bytes.
    package init(randomBytes: [UInt8]) { secret = Base64URL.encode(randomBytes) }

    /// Names the browser in stored values.
    package var digest: String { SecretDigest.hexadecimal("binding:" + secret) }

    /// The token that forms carry.
    package var csrf: String { SecretDigest.hexadecimal("csrf:" + secret) }

    /// Whether a form carries the token, in its field `csrf`.
    package func isProven(by request: OAuthRequest) -> Bool {
        let values = request.form.all("csrf")
        return values.count == 1 && ConstantTime.areEqual(values[0], csrf)
    }

    /// The header field that sets the cookie; to be sent again with every page, so that it outlives the sign-in.
    package func field(for request: OAuthRequest) -> (name: String, value: String) {
        BrowserCookie.login.field(setting: secret, maxAge: nil, for: request)
    }
}

extension OAuthEnvironment {
    /// The binding of the browser that sends a request, or a new one, whose cookie the answer then has to set.
    package func binding(of request: OAuthRequest) -> BrowserBinding {
        BrowserBinding(of: request) ?? BrowserBinding(randomBytes: randomBytes(32))
    }
}
