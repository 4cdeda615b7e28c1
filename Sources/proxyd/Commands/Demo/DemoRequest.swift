/// A request as it arrived.
struct DemoRequest {
    let method: String
    let path: String
    let query: [String: String]
    let headers: [(name: String, value: String)]

    /// Whether the connection goes on after the answer.
    var isPersistent: Bool { !(self["connection"]?.lowercased().contains("close") ?? false) }

    /// Parses a head without its empty line; nil when it is none.
    init?(head: [UInt8]) {
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count == 3, words[2] == "HTTP/1.1", words[1].hasPrefix("/") else { return nil }
        method = String(words[0])
        let target = words[1].split(separator: "?", maxSplits: 1)
        path = String(target[0])
        var query: [String: String] = [:]
        for pair in target.count > 1 ? target[1].split(separator: "&") : [] {
            let parts = pair.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { query[String(parts[0])] = String(parts[1]) }
        }
        self.query = query
        var headers: [(String, String)] = []
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            headers.append((String(line[..<colon]), line[line.index(after: colon)...].trimmingSpaces))
        }
        self.headers = headers
    }

    /// The value of the first field of a name in lower case.
    subscript(name: String) -> String? {
        headers.first { $0.name.lowercased() == name }?.value
    }

    /// A number of the query, brought into a range.
    func number(_ name: String, default fallback: Int, in range: ClosedRange<Int>) -> Int {
        min(max(query[name].flatMap { Int($0) } ?? fallback, range.lowerBound), range.upperBound)
    }
}
