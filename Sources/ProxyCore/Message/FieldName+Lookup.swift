extension FieldName {
    /// Finds the known name spelled by `count` token bytes at `source`, whatever their case.
    ///
    /// The caller has checked that every byte is a `tchar`: among those, setting bit 5 maps only letters onto letters.
    @inline(__always)
    package init(_ source: UnsafePointer<UInt8>, count: Int) {
        switch count {
        case 2...8: self = unsafe Self.short(source, count)
        case 9...16: self = unsafe Self.medium(source, count)
        case 17...25: self = unsafe Self.long(source, count)
        default: self = .unknown
        }
    }

    @inline(__always)
    private static func key(_ literal: StaticString) -> UInt64 { ShortKey.lowered(ShortKey.word(literal)) }

    @inline(__always)
    private static func short(_ source: UnsafePointer<UInt8>, _ count: Int) -> FieldName {
        let word = unsafe ShortKey.lowered(ShortKey.word(source, count))
        switch count {
        case 2:
            if word == Self.key("te") { return .te }
        case 3:
            if word == Self.key("via") { return .via }
            if word == Self.key("age") { return .age }
        case 4:
            if word == Self.key("host") { return .host }
            if word == Self.key("etag") { return .etag }
            if word == Self.key("vary") { return .vary }
            if word == Self.key("date") { return .date }
        case 5:
            if word == Self.key("range") { return .range }
            if word == Self.key("allow") { return .allow }
        case 6:
            if word == Self.key("expect") { return .expect }
            if word == Self.key("cookie") { return .cookie }
            if word == Self.key("accept") { return .accept }
            if word == Self.key("pragma") { return .pragma }
            if word == Self.key("origin") { return .origin }
            if word == Self.key("server") { return .server }
        case 7:
            if word == Self.key("trailer") { return .trailer }
            if word == Self.key("upgrade") { return .upgrade }
            if word == Self.key("expires") { return .expires }
            if word == Self.key("referer") { return .referer }
            if word == Self.key("alt-svc") { return .altSvc }
        case 8:
            if word == Self.key("if-match") { return .ifMatch }
            if word == Self.key("if-range") { return .ifRange }
            if word == Self.key("location") { return .location }
            if word == Self.key("priority") { return .priority }
        default: break
        }
        return .unknown
    }

    @inline(__always)
    private static func medium(_ source: UnsafePointer<UInt8>, _ count: Int) -> FieldName {
        let head = unsafe ShortKey.lowered(ShortKey.word(source, 8))
        let tail = unsafe ShortKey.lowered(ShortKey.word(source + (count &- 8), 8))
        switch count {
        case 9:
            if head == Self.key("forwarde") && tail == Self.key("orwarded") { return .forwarded }
            if head == Self.key("x-real-i") && tail == Self.key("-real-ip") { return .xRealIP }
        case 10:
            if head == Self.key("connecti") && tail == Self.key("nnection") { return .connection }
            if head == Self.key("keep-ali") && tail == Self.key("ep-alive") { return .keepAlive }
            if head == Self.key("tracesta") && tail == Self.key("acestate") { return .tracestate }
            if head == Self.key("early-da") && tail == Self.key("rly-data") { return .earlyData }
            if head == Self.key("set-cook") && tail == Self.key("t-cookie") { return .setCookie }
            if head == Self.key("user-age") && tail == Self.key("er-agent") { return .userAgent }
        case 11:
            if head == Self.key("tracepar") && tail == Self.key("ceparent") { return .traceparent }
            if head == Self.key("retry-af") && tail == Self.key("ry-after") { return .retryAfter }
        case 12:
            if head == Self.key("max-forw") && tail == Self.key("forwards") { return .maxForwards }
            if head == Self.key("x-reques") && tail == Self.key("quest-id") { return .xRequestID }
            if head == Self.key("proxy-st") && tail == Self.key("y-status") { return .proxyStatus }
            if head == Self.key("content-") && tail == Self.key("ent-type") { return .contentType }
            if head == Self.key("x-powere") && tail == Self.key("wered-by") { return .xPoweredBy }
        case 13:
            if head == Self.key("x-rewrit") && tail == Self.key("rite-url") { return .xRewriteURL }
            if head == Self.key("authoriz") && tail == Self.key("rization") { return .authorization }
            if head == Self.key("content-") && tail == Self.key("nt-range") { return .contentRange }
            if head == Self.key("cache-co") && tail == Self.key("-control") { return .cacheControl }
            if head == Self.key("if-none-") && tail == Self.key("ne-match") { return .ifNoneMatch }
            if head == Self.key("last-mod") && tail == Self.key("modified") { return .lastModified }
        case 14:
            if head == Self.key("content-") && tail == Self.key("t-length") { return .contentLength }
            if head == Self.key("http2-se") && tail == Self.key("settings") { return .http2Settings }
            if head == Self.key("x-origin") && tail == Self.key("inal-url") { return .xOriginalURL }
        case 15:
            if head == Self.key("x-forwar") && tail == Self.key("rded-for") { return .xForwardedFor }
            if head == Self.key("accept-e") && tail == Self.key("encoding") { return .acceptEncoding }
            if head == Self.key("accept-l") && tail == Self.key("language") { return .acceptLanguage }
        case 16:
            if head == Self.key("proxy-co") && tail == Self.key("nnection") { return .proxyConnection }
            if head == Self.key("x-forwar") && tail == Self.key("ded-host") { return .xForwardedHost }
            if head == Self.key("x-forwar") && tail == Self.key("ded-port") { return .xForwardedPort }
            if head == Self.key("www-auth") && tail == Self.key("enticate") { return .wwwAuthenticate }
            if head == Self.key("content-") && tail == Self.key("encoding") { return .contentEncoding }
        default: break
        }
        return .unknown
    }

    @inline(__always)
    private static func long(_ source: UnsafePointer<UInt8>, _ count: Int) -> FieldName {
        let head = unsafe ShortKey.lowered(ShortKey.word(source, 8))
        let middle = unsafe ShortKey.lowered(ShortKey.word(source + 8, 8))
        let tail = unsafe ShortKey.lowered(ShortKey.word(source + (count &- 8), 8))
        let name: FieldName
        switch (count, tail) {
        case (17, Self.key("encoding")) where head == Self.key("transfer") && middle == Self.key("-encodin"):
            name = .transferEncoding
        case (17, Self.key("ed-proto")) where head == Self.key("x-forwar") && middle == Self.key("ded-prot"):
            name = .xForwardedProto
        case (17, Self.key("ed-since")) where head == Self.key("if-modif") && middle == Self.key("ied-sinc"):
            name = .ifModifiedSince
        case (17, Self.key("uffering")) where head == Self.key("x-accel-") && middle == Self.key("bufferin"):
            name = .xAccelBuffering
        case (17, Self.key("cket-key")) where head == Self.key("sec-webs") && middle == Self.key("ocket-ke"):
            name = .secWebSocketKey
        case (18, Self.key("enticate")) where head == Self.key("proxy-au") && middle == Self.key("thentica"):
            name = .proxyAuthenticate
        case (18, Self.key("d-prefix")) where head == Self.key("x-forwar") && middle == Self.key("ded-pref"):
            name = .xForwardedPrefix
        case (18, Self.key("d-server")) where head == Self.key("x-forwar") && middle == Self.key("ded-serv"):
            name = .xForwardedServer
        case (19, Self.key("rization")) where head == Self.key("proxy-au") && middle == Self.key("thorizat"):
            name = .proxyAuthorization
        case (20, Self.key("t-accept")) where head == Self.key("sec-webs") && middle == Self.key("ocket-ac"):
            name = .secWebSocketAccept
        case (21, Self.key("-version")) where head == Self.key("sec-webs") && middle == Self.key("ocket-ve"):
            name = .secWebSocketVersion
        case (22, Self.key("override")) where head == Self.key("x-http-m") && middle == Self.key("ethod-ov"):
            name = .xHTTPMethodOverride
        case (22, Self.key("protocol")) where head == Self.key("sec-webs") && middle == Self.key("ocket-pr"):
            name = .secWebSocketProtocol
        case (24, Self.key("tensions")) where head == Self.key("sec-webs") && middle == Self.key("ocket-ex"):
            name = .secWebSocketExtensions
        case (25, Self.key("security")) where head == Self.key("strict-t") && middle == Self.key("ransport"):
            name = .strictTransportSecurity
        default:
            return .unknown
        }
        // Three words cover 24 bytes; one name is longer.
        if count == 25, unsafe source[16] != 0x2D { return .unknown }
        return name
    }
}
