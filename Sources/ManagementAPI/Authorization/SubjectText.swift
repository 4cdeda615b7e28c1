/// How people name users: by subject, or by the bare name of an account of the server's own.
enum SubjectText {
    static func subject(_ text: String) -> String { text.contains(":") ? text : "local:" + text.lowercased() }
}
