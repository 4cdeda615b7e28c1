/// The field names that the proxy knows; every other name is `unknown` and is compared by its bytes.
package enum FieldName: UInt8, Sendable, CaseIterable {
    case unknown
    // Framing, routing and connection control.
    case host, contentLength, transferEncoding, connection, keepAlive, proxyConnection, te, trailer, upgrade, expect
    case http2Settings, proxyAuthenticate, proxyAuthorization, maxForwards
    // Who asks, and by which way.
    case forwarded, xForwardedFor, xForwardedProto, xForwardedHost, xForwardedPort, xForwardedPrefix, xForwardedServer
    case xRealIP, xRequestID, via, traceparent, tracestate, proxyStatus, earlyData
    case xOriginalURL, xRewriteURL, xHTTPMethodOverride
    case authorization, wwwAuthenticate, cookie, setCookie
    // Content and caching.
    case contentType, contentEncoding, contentRange, accept, acceptEncoding, acceptLanguage, cacheControl, etag
    case ifMatch, ifNoneMatch, ifModifiedSince, ifRange, range, lastModified, vary, age, expires, pragma
    // Everything else that some rule looks at.
    case userAgent, referer, origin, date, server, location, retryAfter, allow, altSvc, priority
    case strictTransportSecurity, xAccelBuffering, xPoweredBy
    case secWebSocketKey, secWebSocketAccept, secWebSocketVersion, secWebSocketProtocol, secWebSocketExtensions

    /// Whether the field belongs to one connection and is never forwarded (RFC 9110 §7.6.1).
    ///
    /// `Proxy-Authenticate` and `Proxy-Authorization` count too: this proxy stands for the origin, so neither is meant
    /// for anybody behind it. `Trailer` does not: it describes content that is forwarded with its trailers.
    @inline(__always)
    package var isHopByHop: Bool {
        switch self {
        case .connection, .keepAlive, .proxyConnection, .te, .transferEncoding, .upgrade, .http2Settings,
            .proxyAuthenticate, .proxyAuthorization:
            true
        default: false
        }
    }

    /// The usual spelling; empty for `unknown`.
    package var spelling: StaticString {
        switch self {
        case .unknown: ""
        case .host: "Host"
        case .contentLength: "Content-Length"
        case .transferEncoding: "Transfer-Encoding"
        case .connection: "Connection"
        case .keepAlive: "Keep-Alive"
        case .proxyConnection: "Proxy-Connection"
        case .te: "TE"
        case .trailer: "Trailer"
        case .upgrade: "Upgrade"
        case .expect: "Expect"
        case .http2Settings: "HTTP2-Settings"
        case .proxyAuthenticate: "Proxy-Authenticate"
        case .proxyAuthorization: "Proxy-Authorization"
        case .maxForwards: "Max-Forwards"
        case .forwarded: "Forwarded"
        case .xForwardedFor: "X-Forwarded-For"
        case .xForwardedProto: "X-Forwarded-Proto"
        case .xForwardedHost: "X-Forwarded-Host"
        case .xForwardedPort: "X-Forwarded-Port"
        case .xForwardedPrefix: "X-Forwarded-Prefix"
        case .xForwardedServer: "X-Forwarded-Server"
        case .xRealIP: "X-Real-IP"
        case .xRequestID: "X-Request-ID"
        case .via: "Via"
        case .traceparent: "traceparent"
        case .tracestate: "tracestate"
        case .proxyStatus: "Proxy-Status"
        case .earlyData: "Early-Data"
        case .xOriginalURL: "X-Original-URL"
        case .xRewriteURL: "X-Rewrite-URL"
        case .xHTTPMethodOverride: "X-HTTP-Method-Override"
        case .authorization: "Authorization"
        case .wwwAuthenticate: "WWW-Authenticate"
        case .cookie: "Cookie"
        case .setCookie: "Set-Cookie"
        case .contentType: "Content-Type"
        case .contentEncoding: "Content-Encoding"
        case .contentRange: "Content-Range"
        case .accept: "Accept"
        case .acceptEncoding: "Accept-Encoding"
        case .acceptLanguage: "Accept-Language"
        case .cacheControl: "Cache-Control"
        case .etag: "ETag"
        case .ifMatch: "If-Match"
        case .ifNoneMatch: "If-None-Match"
        case .ifModifiedSince: "If-Modified-Since"
        case .ifRange: "If-Range"
        case .range: "Range"
        case .lastModified: "Last-Modified"
        case .vary: "Vary"
        case .age: "Age"
        case .expires: "Expires"
        case .pragma: "Pragma"
        case .userAgent: "User-Agent"
        case .referer: "Referer"
        case .origin: "Origin"
        case .date: "Date"
        case .server: "Server"
        case .location: "Location"
        case .retryAfter: "Retry-After"
        case .allow: "Allow"
        case .altSvc: "Alt-Svc"
        case .priority: "Priority"
        case .strictTransportSecurity: "Strict-Transport-Security"
        case .xAccelBuffering: "X-Accel-Buffering"
        case .xPoweredBy: "X-Powered-By"
        case .secWebSocketKey: "Sec-WebSocket-Key"
        case .secWebSocketAccept: "Sec-WebSocket-Accept"
        case .secWebSocketVersion: "Sec-WebSocket-Version"
        case .secWebSocketProtocol: "Sec-WebSocket-Protocol"
        case .secWebSocketExtensions: "Sec-WebSocket-Extensions"
        }
    }
}
