/// The words of the command line, made regular before they are parsed.
enum CommandWords {
    /// Makes a token that stands among the arguments the value of `--token`, and drops empty arguments.
    ///
    /// A recipe passes what it was given in any order, and an empty text for what it was not given.
    static func regular(_ words: [String]) -> [String] {
        var result: [String] = []
        var token: String?
        for word in words {
            let isValue = result.last?.hasPrefix("--") == true
            if word.hasPrefix("acm_"), result.last != "--token" {
                token = word
            } else if !word.isEmpty || isValue {
                result.append(word)
            }
        }
        guard let token, !result.contains("--token") else { return result }
        return result + ["--token", token]
    }
}
