internal import Reactor

/// Writes one line of the access log into a worker's buffer.
///
/// Header values other than `User-Agent` and `Referer` are never in it, nor is the query: both may carry secrets.
enum AccessLogLine {
    static func json(_ exchange: Exchange, _ client: ClientConnection, _ now: UInt64, _ log: WriteBuffer) {
        let worker = exchange.worker
        let record = exchange.record
        log.append("{\"time\":\"")
        unsafe log.append(worker.wallClock.text())
        log.append("\",\"id\":\"")
        unsafe exchange.requestID.withBytes { unsafe log.append($0) }
        log.append("\",\"client\":\"")
        Self.append(exchange.clientAddress, log)
        log.append("\",\"host\":\"")
        unsafe Self.escaped(exchange.request.slice(exchange.request.host), log)
        log.append("\",\"method\":\"")
        unsafe Self.escaped(exchange.request.slice(exchange.request.methodToken), log)
        log.append("\",\"path\":\"")
        unsafe Self.escaped(exchange.request.slice(exchange.request.path), log)
        log.append("\",\"status\":")
        log.append(decimal: UInt64(record.status))
        log.append(",\"bytes_in\":")
        log.append(decimal: record.requestBytes)
        log.append(",\"bytes_out\":")
        log.append(decimal: record.responseBytes)
        log.append(",\"duration_us\":")
        log.append(decimal: (now &- record.startedAt) / 1000)
        if record.connectedAt != 0 {
            log.append(",\"connect_us\":")
            log.append(decimal: (record.connectedAt &- record.startedAt) / 1000)
        }
        if record.headAt != 0 {
            log.append(",\"response_us\":")
            log.append(decimal: (record.headAt &- record.startedAt) / 1000)
        }
        if let endpoint = exchange.endpoint {
            log.append(",\"upstream\":\"")
            unsafe endpoint.logName.withUnsafeBufferPointer { unsafe log.append($0) }
            log.append(record.reusedUpstream ? "\",\"reused\":true" : "\",\"reused\":false")
        }
        log.append(client.isTLS ? ",\"tls\":true" : ",\"tls\":false")
        if let route = exchange.match?.route {
            log.append(",\"route\":\"")
            var id = route.id
            id.withUTF8 { unsafe Self.escaped($0, log) }
            log.append("\"")
        }
        if let port = client.listener.port { Self.port(port, log) }
        if exchange.guarded.isInUse { Self.access(exchange.guarded, log) }
        if let failure = record.failure {
            log.append(",\"failure\":\"")
            log.append(failure.word)
            log.append("\"")
        }
        Self.field(.userAgent, "user_agent", exchange.request, log)
        log.append("}\n")
    }

    static func plain(_ exchange: Exchange, _ client: ClientConnection, _ now: UInt64, _ log: WriteBuffer) {
        let worker = exchange.worker
        let record = exchange.record
        unsafe log.append(worker.wallClock.text())
        log.append(" ")
        Self.append(exchange.clientAddress, log)
        log.append(" ")
        unsafe Self.escaped(exchange.request.slice(exchange.request.methodToken), log)
        log.append(client.isTLS ? " https://" : " http://")
        unsafe Self.escaped(exchange.request.slice(exchange.request.host), log)
        unsafe Self.escaped(exchange.request.slice(exchange.request.path), log)
        log.append(" ")
        log.append(decimal: UInt64(record.status))
        log.append(" ")
        log.append(decimal: record.responseBytes)
        log.append(" ")
        log.append(decimal: (now &- record.startedAt) / 1000)
        log.append("us ")
        unsafe exchange.requestID.withBytes { unsafe log.append($0) }
        if let failure = record.failure {
            log.append(" ")
            log.append(failure.word)
        }
        log.append("\n")
    }

    /// The port of a service that was used.
    static func port(_ port: GatedPort, _ log: WriteBuffer) {
        log.append(",\"service\":\"")
        Self.escaped(port.key.service, log)
        log.append("\",\"port\":\"")
        Self.escaped(port.rules.name, log)
        log.append("\"")
    }

    /// Who was let in, or why nobody was.
    private static func access(_ access: GuardedAccess, _ log: WriteBuffer) {
        if let claims = access.grant?.claims {
            log.append(",\"subject\":\"")
            unsafe claims.logSubject.withUnsafeBufferPointer { unsafe Self.escaped($0, log) }
            log.append("\",\"oauth_client\":\"")
            unsafe claims.logClient.withUnsafeBufferPointer { unsafe Self.escaped($0, log) }
            log.append("\"")
        } else if let refusal = access.refusal {
            log.append(",\"refusal\":\"")
            log.append(refusal.text)
            log.append("\"")
        }
    }

    private static func field(_ name: FieldName, _ key: StaticString, _ request: RequestHead, _ log: WriteBuffer) {
        guard let line = request.block.first(name) else { return }
        log.append(",\"")
        log.append(key)
        log.append("\":\"")
        unsafe Self.escaped(request.block.value(line), log)
        log.append("\"")
    }

    static func append(_ address: IPAddress, _ log: WriteBuffer) {
        let target = unsafe log.reserve(46)
        log.commit(unsafe address.write(into: UnsafeMutableBufferPointer(start: target, count: 46)))
    }

    /// Adds a text as the inside of a JSON string.
    static func escaped(_ text: String, _ log: WriteBuffer) {
        var text = text
        text.withUTF8 { unsafe Self.escaped($0, log) }
    }

    /// Adds bytes as the inside of a JSON string; what is not printable ASCII becomes `\u00xx`.
    private static func escaped(_ bytes: UnsafeBufferPointer<UInt8>, _ log: WriteBuffer) {
        let target = unsafe log.reserve(bytes.count * 6)
        var length = 0
        for index in 0..<bytes.count {
            let byte = unsafe bytes[index]
            if byte >= 0x20 && byte < 0x7F && byte != 0x22 && byte != 0x5C {
                unsafe target[length] = byte
                length &+= 1
                continue
            }
            unsafe target[length] = 0x5C
            if byte == 0x22 || byte == 0x5C {
                unsafe target[length &+ 1] = byte
                length &+= 2
                continue
            }
            unsafe target[length &+ 1] = 0x75
            unsafe target[length &+ 2] = 0x30
            unsafe target[length &+ 3] = 0x30
            unsafe target[length &+ 4] = Self.digit(byte &>> 4)
            unsafe target[length &+ 5] = Self.digit(byte & 15)
            length &+= 6
        }
        log.commit(length)
    }

    private static func digit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? nibble &+ 0x30 : nibble &+ 0x57 }
}
