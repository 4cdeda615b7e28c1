/// One HTTP/1.1 message as it was on the wire, parsed by rules of its own and not by the code under test.
struct WireMessage {
    var startLine = ""
    var fields: [(name: String, value: String)] = []
    var body: [UInt8] = []
    var trailers: [(name: String, value: String)] = []
    var isChunked = false

    /// The status of a response.
    var status: Int { Int(startLine.split(separator: " ").dropFirst().first ?? "") ?? 0 }

    /// The content as text.
    var text: String { String(decoding: body, as: UTF8.self) }

    /// Every value of a field, in order.
    func all(_ name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// The values of a field as one list; nil when it is not there.
    subscript(name: String) -> String? {
        let values = all(name)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// Takes the first message off the bytes; nil while it is not complete.
    static func take(from bytes: inout [UInt8], hasContent: Bool, untilClose: Bool, isEnded: Bool) -> WireMessage? {
        var reader = Reader(bytes: bytes)
        var message = WireMessage()
        guard let startLine = reader.line(), let fields = reader.fields() else { return nil }
        message.startLine = startLine
        message.fields = fields
        message.isChunked = message["Transfer-Encoding"]?.lowercased() == "chunked"
        let length = message["Content-Length"].flatMap { Int($0) }
        if !hasContent || (message.status > 0 && [100, 101, 103, 204, 304].contains(message.status)) {
            // No content, whatever the fields say (RFC 9112 §6.3).
        } else if message.isChunked {
            while true {
                guard let size = reader.line().flatMap({ Int($0.split(separator: ";")[0], radix: 16) }) else {
                    return nil
                }
                if size == 0 { break }
                guard let piece = reader.bytes(size), reader.line() == "" else { return nil }
                message.body += piece
            }
            guard let trailers = reader.fields() else { return nil }
            message.trailers = trailers
        } else if let length {
            guard let body = reader.bytes(length) else { return nil }
            message.body = body
        } else if untilClose {
            guard isEnded else { return nil }
            message.body = reader.rest()
        }
        bytes.removeFirst(reader.offset)
        return message
    }

    private struct Reader {
        let bytes: [UInt8]
        var offset = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func line() -> String? {
            guard let end = bytes[offset...].firstIndex(of: 0x0A), end > offset, bytes[end - 1] == 0x0D else {
                return nil
            }
            defer { offset = end + 1 }
            return String(decoding: bytes[offset..<(end - 1)], as: UTF8.self)
        }

        mutating func fields() -> [(name: String, value: String)]? {
            var fields: [(name: String, value: String)] = []
            while let line = line() {
                if line.isEmpty { return fields }
                let colon = line.firstIndex(of: ":") ?? line.startIndex
                let value = line[colon...].dropFirst().drop { $0 == " " }
                fields.append((String(line[..<colon]), String(value)))
            }
            return nil
        }

        mutating func bytes(_ count: Int) -> [UInt8]? {
            guard bytes.count - offset >= count else { return nil }
            defer { offset += count }
            return Array(bytes[offset..<(offset + count)])
        }

        mutating func rest() -> [UInt8] {
            defer { offset = bytes.count }
            return Array(bytes[offset...])
        }
    }
}
