/// A password that is typed or piped in, so that no list of processes shows it.
enum PasswordInput {
    /// The first line of standard input; throws `CommandFailure` when there is none.
    static func read() throws(CommandFailure) -> String {
        guard let line = readLine(strippingNewline: true), !line.isEmpty else {
            throw CommandFailure(.usage, "proxyd: there is no password on standard input")
        }
        return line
    }
}
