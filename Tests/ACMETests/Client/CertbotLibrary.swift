import Glibc
import ProxyModel
import TestSupport

/// Certbot's ACME library in the Python of the end-to-end tests.
enum CertbotLibrary {
    /// Whether the library can be used.
    static let isInstalled = run("-c 'import acme'")

    /// Whether a check of `acme_check.py` passes.
    static func agrees(_ check: JSONValue) throws -> Bool {
        let folder = try TemporaryFolder()
        try folder.write(check.compactBytes, to: "check.json")
        return run("'\(TestTools.root)/Tests/EndToEnd/support/acme_check.py' \(folder.path("check.json"))")
    }

    private static func run(_ arguments: String) -> Bool {
        unsafe system("'\(TestTools.path("pytest/bin/python"))' \(arguments) >/dev/null 2>&1") == 0
    }
}
