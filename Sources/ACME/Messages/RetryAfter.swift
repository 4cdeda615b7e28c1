internal import ProxyModel

/// The field `Retry-After`: seconds or a moment (RFC 9110 §10.2.3).
enum RetryAfter {
    /// A year: nothing that is asked for is meant to be later.
    private static let longest: Int64 = 365 * 86_400_000

    /// The milliseconds to wait from `now` (milliseconds since 1970), never negative; nil when the text is neither.
    static func milliseconds(_ text: String?, now: Int64) -> Int64? {
        guard let text, !text.isEmpty else { return nil }
        if text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
            // More digits than a number holds are a long time, not an error.
            return min(Int64(text).map { $0 > longest / 1_000 ? longest : $0 * 1_000 } ?? longest, longest)
        }
        return moment(text).map { min(max($0.milliseconds - now, 0), longest) }
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that is still sent.
    private static func moment(_ text: String) -> Timestamp? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(of: String(words[2])) else {
            return nil
        }
        let number = month + 1
        return Timestamp("\(words[3])-\(number < 10 ? "0" : "")\(number)-\(words[1])T\(words[4])Z")
    }
}
