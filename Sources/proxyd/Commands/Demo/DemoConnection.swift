/// One connection of the demo backend: requests in, answers out, one after the other.
struct DemoConnection {
    private let socket: DemoSocket
    private var buffer: [UInt8] = []

    private static let maxHead = 128 << 10
    private static let maxBody = 16 << 20

    init(socket: DemoSocket) { self.socket = socket }

    /// Serves the demo site until the peer or a request ends the connection.
    consuming func serve() { serve { DemoSite(socket: $0).answer($1, body: $2) } }

    /// Serves until the peer or a request ends the connection, or `answer` says that it is of no more use.
    consuming func serve(_ answer: (DemoSocket, DemoRequest, [UInt8]) -> Bool) {
        var connection = self
        while let request = connection.readHead() {
            guard let body = connection.readBody(of: request) else {
                _ = connection.socket.write(DemoAnswer(status: "413 Content Too Large").bytes(isPersistent: false))
                return
            }
            guard answer(connection.socket, request, body), request.isPersistent else { return }
        }
    }

    private mutating func readHead() -> DemoRequest? {
        let end: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        while true {
            if let range = buffer.firstRange(of: end) {
                let head = Array(buffer[..<range.lowerBound])
                buffer.removeSubrange(..<range.upperBound)
                return DemoRequest(head: head)
            }
            guard buffer.count < Self.maxHead, fill() else { return nil }
        }
    }

    private mutating func readBody(of request: DemoRequest) -> [UInt8]? {
        if request["expect"]?.lowercased() == "100-continue" {
            guard socket.write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) else { return nil }
        }
        if request["transfer-encoding"]?.lowercased() == "chunked" { return readChunks() }
        guard let text = request["content-length"] else { return [] }
        guard let length = Int(text), (0...Self.maxBody).contains(length) else { return nil }
        return take(length)
    }

    private mutating func readChunks() -> [UInt8]? {
        var body: [UInt8] = []
        while let line = takeLine() {
            guard let size = Int(line.prefix { $0 != ";" }.trimmingSpaces, radix: 16), size >= 0 else { return nil }
            if size == 0 {
                while let trailer = takeLine() {
                    if trailer.isEmpty { return body }
                }
                return nil
            }
            guard size <= Self.maxBody - body.count, let chunk = take(size), takeLine() == "" else { return nil }
            body += chunk
        }
        return nil
    }

    private mutating func takeLine() -> String? {
        while true {
            if let range = buffer.firstRange(of: [0x0D, 0x0A] as [UInt8]) {
                let line = String(decoding: buffer[..<range.lowerBound], as: UTF8.self)
                buffer.removeSubrange(..<range.upperBound)
                return line
            }
            guard buffer.count < Self.maxHead, fill() else { return nil }
        }
    }

    private mutating func take(_ count: Int) -> [UInt8]? {
        while buffer.count < count {
            guard fill() else { return nil }
        }
        let bytes = Array(buffer[..<count])
        buffer.removeFirst(count)
        return bytes
    }

    private mutating func fill() -> Bool {
        guard let bytes = socket.read() else { return false }
        buffer += bytes
        return true
    }
}
