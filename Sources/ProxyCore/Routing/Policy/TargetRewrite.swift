/// How path and query of a request become those of the request to the upstream.
///
/// First the matched part is removed, then the template (if there is one) replaces the whole path; the query goes on as it
/// came unless the template spells one.
package struct TargetRewrite {
    /// What is removed from the start of the path, if it ends at the border of a segment.
    enum Strip {
        case nothing
        /// As much as the route's pattern matched.
        case matched
        case prefix([UInt8])
    }

    private let strip: Strip
    private let template: TargetTemplate?

    /// Compiles the fields; nil when the path goes on as it came.
    init?(strip: Strip, rewrite: String?) {
        if case .nothing = strip, rewrite == nil { return nil }
        self.strip = strip
        // A target in origin-form begins with a slash (RFC 9112 §3.2.1).
        self.template = rewrite.map { text in
            TargetTemplate(text.hasPrefix("/") || text.hasPrefix("$path") ? text : "/" + text)
        }
    }

    /// Writes path and query; `matched` is the length of what the route's pattern matched.
    func append(
        to buffer: WriteBuffer, host: UnsafeBufferPointer<UInt8>, path: UnsafeBufferPointer<UInt8>,
        query: UnsafeBufferPointer<UInt8>, hasQuery: Bool, matched: Int
    ) {
        let rest = unsafe rest(of: path, matched: matched)
        if let template {
            unsafe template.append(to: buffer, host: host, path: rest, query: query)
        } else {
            unsafe buffer.append(rest)
        }
        guard hasQuery, template?.definesQuery != true else { return }
        buffer.append(byte: 0x3F)
        unsafe buffer.append(query)
    }

    /// The path without what is to be removed; it begins with a slash.
    private func rest(of path: UnsafeBufferPointer<UInt8>, matched: Int) -> UnsafeBufferPointer<UInt8> {
        let length: Int
        switch strip {
        case .nothing: return unsafe path
        case .matched: length = min(matched, path.count)
        case .prefix(let prefix): length = unsafe path.starts(with: prefix) ? prefix.count : 0
        }
        guard length > 0 else { return unsafe path }
        if length == path.count {
            let root: StaticString = "/"
            return unsafe UnsafeBufferPointer(start: root.utf8Start, count: 1)
        }
        if unsafe path[length] == Self.slash { return unsafe UnsafeBufferPointer(rebasing: path[length...]) }
        if unsafe path[length - 1] == Self.slash { return unsafe UnsafeBufferPointer(rebasing: path[(length - 1)...]) }
        return unsafe path
    }

    private static let slash: UInt8 = 0x2F
}
