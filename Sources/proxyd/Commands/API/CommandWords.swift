/// The words of the command line, made regular before they are parsed.
///
/// An empty argument stands for one that was not given and keeps its place, so that the next one is not read as another.
enum CommandWords {
    /// Makes a token that stands among the arguments the value of `--token`, and drops empty arguments at the end.
    ///
    /// `--token-at=N` tells that a recipe has a place for a token among its arguments: the Nth one behind it is dropped
    /// when it is empty.
    static func regular(_ words: [String]) -> [String] {
        var result: [String] = []
        var token: String?
        for word in withoutTokenPlace(words) {
            if word.hasPrefix("acm_"), result.last != "--token" {
                token = word
            } else {
                result.append(word)
            }
        }
        result = withoutEmptyEnd(result)
        guard let token, !result.contains("--token") else { return result }
        return result + ["--token", token]
    }

    private static func withoutTokenPlace(_ words: [String]) -> [String] {
        let marker = "--token-at="
        guard let index = words.firstIndex(where: { $0.hasPrefix(marker) }),
            let place = Int(words[index].dropFirst(marker.count))
        else { return words }
        var rest = Array(words[(index + 1)...])
        let arguments = rest.indices.filter { !rest[$0].hasPrefix("-") }
        if arguments.indices.contains(place - 1), rest[arguments[place - 1]].isEmpty {
            rest.remove(at: arguments[place - 1])
        }
        return words[..<index] + rest
    }

    /// Options that every call of the API takes, with a value.
    private static let valued: Set<String> = ["--output", "-o", "--api-url", "--ca-file", "--token"]

    /// Drops empty arguments behind which there are options at most; those of an option stay.
    private static func withoutEmptyEnd(_ words: [String]) -> [String] {
        var result: [String] = []
        var isEnd = true
        for index in words.indices.reversed() {
            let word = words[index]
            let before = index > 0 ? words[index - 1] : ""
            if word.isEmpty, isEnd, !before.hasPrefix("--") { continue }
            if !word.isEmpty, !word.hasPrefix("-"), !valued.contains(before) { isEnd = false }
            result.append(word)
        }
        return result.reversed()
    }
}
