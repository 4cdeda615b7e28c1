import Glibc

/// The programs that `scripts/bootstrap --tests` installs for the end-to-end tests.
enum TestTools {
    /// The folder of the package.
    static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

    /// The path of a program.
    static func path(_ program: String) -> String { root + "/.tools/" + program }

    /// Whether a program is there.
    static func isInstalled(_ program: String) -> Bool { unsafe access(path(program), X_OK) == 0 }
}
