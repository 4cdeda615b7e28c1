internal import Glibc

/// A password, or what else is secret, that is typed or piped in, so that no list of processes shows it.
enum PasswordInput {
    /// The first line of standard input, asked for without an echo on a terminal; throws `CommandFailure`, with the word for
    /// what is read, when there is none.
    static func read(_ word: String = "password") throws(CommandFailure) -> String {
        let line = isatty(STDIN_FILENO) == 1 ? ask(word) : readLine(strippingNewline: true)
        guard let line, !line.isEmpty else {
            throw CommandFailure(.usage, "proxyd: there is no \(word) on standard input")
        }
        return line
    }

    private static func ask(_ word: String) -> String? {
        var shown = termios()
        guard unsafe tcgetattr(STDIN_FILENO, &shown) == 0 else { return readLine(strippingNewline: true) }
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        guard unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0 else { return nil }
        // Not before: what is typed at the prompt must neither be shown nor be flushed.
        prompt(word.prefix(1).uppercased() + word.dropFirst() + ": ")
        defer {
            unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            prompt("\n")
        }
        return readLine(strippingNewline: true)
    }

    private static func prompt(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }
}
