internal import ProxyModel

/// How far the output of a service was shown: what comes next is asked for by the time of the last line.
///
/// Times are cut to milliseconds, so that the lines of the last one come again.
struct LogCursor {
    /// Time of the last line; nil before the first.
    private(set) var last: String?
    private var shownAtLast = 0

    init() {}

    /// The lines of an answer with times that were not shown yet, with or without their time.
    mutating func new(_ answer: JSONValue, withTimes: Bool) -> [String] {
        var skipped = 0
        var lines: [String] = []
        for line in answer["logs"]?.arrayValue?.compactMap(\.stringValue) ?? [] {
            guard let space = line.firstIndex(of: " "), Timestamp(String(line[..<space])) != nil else {
                lines.append(line)
                continue
            }
            let time = String(line[..<space])
            if time == last, skipped < shownAtLast {
                skipped += 1
                continue
            }
            if time == last {
                shownAtLast += 1
                skipped += 1
            } else {
                (last, shownAtLast, skipped) = (time, 1, 1)
            }
            lines.append(withTimes ? line : String(line[line.index(after: space)...]))
        }
        return lines
    }
}
