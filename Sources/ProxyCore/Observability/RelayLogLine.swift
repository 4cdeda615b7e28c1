internal import Reactor

/// Writes one line of the access log for a connection whose bytes were passed on.
enum RelayLogLine {
    static func json(_ relay: PortRelay, _ now: UInt64, _ log: WriteBuffer) {
        let record = relay.record
        log.append("{\"time\":\"")
        unsafe log.append(relay.worker.wallClock.text())
        log.append("\",\"id\":\"")
        unsafe relay.id.withBytes { unsafe log.append($0) }
        log.append("\",\"client\":\"")
        Self.client(relay, log)
        log.append("\"")
        AccessLogLine.port(relay.port, log)
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
        if !relay.upstreamName.isEmpty {
            log.append(",\"upstream\":\"")
            unsafe relay.upstreamName.withUnsafeBufferPointer { unsafe log.append($0) }
            log.append("\"")
        }
        if let failure = record.failure {
            log.append(",\"failure\":\"")
            log.append(failure.word)
            log.append("\"")
        }
        log.append("}\n")
    }

    static func plain(_ relay: PortRelay, _ now: UInt64, _ log: WriteBuffer) {
        let record = relay.record
        unsafe log.append(relay.worker.wallClock.text())
        log.append(" ")
        Self.client(relay, log)
        log.append(" TCP ")
        AccessLogLine.escaped(relay.port.key.service, log)
        log.append("/")
        AccessLogLine.escaped(relay.port.rules.name, log)
        log.append(" ")
        log.append(decimal: record.requestBytes)
        log.append(" ")
        log.append(decimal: record.responseBytes)
        log.append(" ")
        log.append(decimal: (now &- record.startedAt) / 1000)
        log.append("us ")
        unsafe relay.id.withBytes { unsafe log.append($0) }
        if let failure = record.failure {
            log.append(" ")
            log.append(failure.word)
        }
        log.append("\n")
    }

    private static func client(_ relay: PortRelay, _ log: WriteBuffer) {
        guard case .ip(let address, _) = relay.address else { return }
        AccessLogLine.append(address, log)
    }
}
