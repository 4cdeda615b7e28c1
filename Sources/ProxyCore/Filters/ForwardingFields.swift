internal import Reactor

/// The fields that tell an upstream who the client is and how it came (contracts: headers towards upstreams).
///
/// What a client sent under these names goes, unless the peer is a trusted hop; what we say comes last.
enum ForwardingFields {
    static func apply(to exchange: Exchange, _ client: ClientConnection) {
        let block = exchange.request.block
        let trusted = client.peerIsTrusted
        IdentityFields.remove(from: block)
        if let match = exchange.match { IdentityFields.removeOwn(from: block, match) }
        var address = InlineArray<46, UInt8>(repeating: 0)
        unsafe withUnsafeMutableBytes(of: &address) { raw in
            let text = unsafe raw.assumingMemoryBound(to: UInt8.self)
            let length = unsafe client.clientAddress.write(into: text)
            unsafe Self.forwardedFor(exchange, block, trusted, UnsafeBufferPointer(rebasing: text[..<length]))
            let real =
                trusted && exchange.clientAddress != client.clientAddress
                ? unsafe exchange.clientAddress.write(into: text) : length
            Self.replace(block, .xRealIP)
            unsafe block.append(.xRealIP, UnsafeBufferPointer(rebasing: text[..<real]))
        }
        Self.scheme(exchange, block, trusted, client)
        Self.identity(exchange, block, trusted)
        if let grant = exchange.guarded.grant { block.append(grant.fields) }
        exchange.worker.viaValue.append(to: block, as: .via)
    }

    private static func forwardedFor(
        _ exchange: Exchange, _ block: HeaderBlock, _ trusted: Bool, _ address: UnsafeBufferPointer<UInt8>
    ) {
        guard trusted, let first = block.first(.xForwardedFor) else {
            Self.replace(block, .xForwardedFor)
            unsafe block.append(.xForwardedFor, address)
            return
        }
        let value = exchange.worker.localScratch
        value.clear()
        var line: Int? = first
        while let index = line {
            unsafe value.append(block.value(index))
            value.append(", ")
            line = block.next(.xForwardedFor, from: index + 1)
        }
        unsafe value.append(address)
        Self.replace(block, .xForwardedFor)
        unsafe block.append(.xForwardedFor, value.readable)
    }

    private static func scheme(
        _ exchange: Exchange, _ block: HeaderBlock, _ trusted: Bool, _ client: ClientConnection
    ) {
        if !trusted || block.first(.xForwardedProto) == nil {
            Self.replace(block, .xForwardedProto)
            block.append(.xForwardedProto, client.isTLS ? "https" : "http")
        }
        if !trusted || block.first(.xForwardedHost) == nil {
            Self.replace(block, .xForwardedHost)
            let value = exchange.worker.localScratch
            value.clear()
            Self.appendAuthority(exchange.request, to: value)
            unsafe block.append(.xForwardedHost, value.readable)
        }
        if !trusted || block.first(.xForwardedPort) == nil {
            Self.replace(block, .xForwardedPort)
            let port = exchange.request.port != 0 ? exchange.request.port : client.isTLS ? 443 : 80
            block.append(.xForwardedPort, decimal: UInt64(port))
        }
        // A field of RFC 7239 from nobody we trust would contradict what we say.
        if !trusted { Self.replace(block, .forwarded) }
        if exchange.worker.settings.sendForwarded { Self.forwarded(exchange, block, client) }
    }

    /// RFC 7239 §4.
    private static func forwarded(_ exchange: Exchange, _ block: HeaderBlock, _ client: ClientConnection) {
        let address = client.clientAddress
        let node = address.isV4 ? "\(address)" : "\"[\(address)]\""
        let host = unsafe String(decoding: exchange.request.slice(exchange.request.host), as: UTF8.self)
        var text = "for=\(node);host=\"\(host)\";proto=\(client.isTLS ? "https" : "http")"
        if let line = block.first(.forwarded) {
            text = unsafe String(decoding: block.value(line), as: UTF8.self) + ", " + text
            Self.replace(block, .forwarded)
        }
        text.withUTF8 { unsafe block.append(.forwarded, $0) }
    }

    private static func identity(_ exchange: Exchange, _ block: HeaderBlock, _ trusted: Bool) {
        if trusted, block.first(.xRequestID) != nil {
            // Kept: the hop in front has logged it.
        } else {
            Self.replace(block, .xRequestID)
            unsafe exchange.requestID.withBytes { unsafe block.append(.xRequestID, $0) }
        }
        if trusted, block.first(.traceparent) != nil { return }
        // Whoever is not trusted must not choose our trace; a new one begins here (W3C Trace Context §4.3).
        Self.replace(block, .traceparent)
        Self.replace(block, .tracestate)
        var value = InlineArray<55, UInt8>(repeating: 0x2D)
        unsafe withUnsafeMutableBytes(of: &value) { raw in
            let text = unsafe raw.assumingMemoryBound(to: UInt8.self)
            unsafe text[0] = 0x30
            unsafe text[1] = 0x30
            unsafe exchange.requestID.withBytes { digits in
                guard let source = digits.baseAddress, let base = text.baseAddress else { return }
                unsafe (base + 3).update(from: source, count: 32)
                unsafe (base + 36).update(from: source + 16, count: 16)
            }
            unsafe text[53] = 0x30
            unsafe text[54] = 0x31
            unsafe block.append(.traceparent, UnsafeBufferPointer(text))
        }
    }

    /// Writes host and port as a client would in `Host`.
    static func appendAuthority(_ request: RequestHead, to buffer: WriteBuffer) {
        let isV6 = request.flags.contains(.isIPv6Host)
        if isV6 { buffer.append("[") }
        unsafe buffer.append(request.slice(request.host))
        if isV6 { buffer.append("]") }
        guard request.port != 0 else { return }
        buffer.append(":")
        buffer.append(decimal: UInt64(request.port))
    }

    @inline(__always)
    private static func replace(_ block: HeaderBlock, _ name: FieldName) { block.removeAll(named: name) }
}
