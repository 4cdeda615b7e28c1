internal import FoundationEssentials
internal import Glibc

/// The folder with what must survive a restart; the only place that makes secrets of its own accord.
package struct StateFolder: Sendable {
    /// Absolute path, without a slash at the end.
    package let path: String

    /// Opens the folder, and makes it (mode 0700) when it is missing.
    ///
    /// Throws `SettingProblem` when that fails.
    package init(_ settings: SecuritySettings) throws {
        path = try Self.resolvedPath(settings)
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Self.problem("the folder '\(path)' cannot be made or is not a folder")
        }
    }

    /// Where the folder is, made or not.
    ///
    /// `STATE_DIR`; else `.state` of the working folder if it exists and belongs to this user; else `/var/lib/proxyd`
    /// for root, and `$XDG_STATE_HOME/proxyd` or `~/.local/state/proxyd` for others.
    static func resolvedPath(
        _ settings: SecuritySettings, environment: [String: String] = ProcessInfo.processInfo.environment,
        userID: UInt32 = geteuid(), workingFolder: String = FileManager.default.currentDirectoryPath
    ) throws(SettingProblem) -> String {
        if let given = settings.stateDirectory {
            let trimmed = given.count > 1 && given.hasSuffix("/") ? String(given.dropLast()) : given
            return trimmed.hasPrefix("/") ? trimmed : workingFolder + "/" + trimmed
        }
        let local = workingFolder + "/.state"
        if let status = FileStatus(path: local), status.isFolder, status.owner == userID { return local }
        if userID == 0 { return "/var/lib/proxyd" }
        if let base = environment["XDG_STATE_HOME"], base.hasPrefix("/") { return base + "/proxyd" }
        if let home = environment["HOME"], home.hasPrefix("/") { return home + "/.local/state/proxyd" }
        throw problem("there is no home folder to keep state in")
    }

    /// The keys that seal secrets at rest: the settings', else the one in the folder, which is made when it is missing.
    ///
    /// The first key seals, all of them open. Throws `SettingProblem`.
    package func secretKeys(_ settings: SecuritySettings) throws -> [SecretKey] {
        guard settings.secretKeys.isEmpty else { return settings.secretKeys }
        let file = SecretFile(path: path + "/secret-key")
        var generator = SystemRandomNumberGenerator()
        let text = try file.read() ?? file.create(SecretKey(using: &generator).base64)
        guard let key = SecretKey(text) else {
            throw Self.problem("the file '\(file.path)' does not hold a key of 32 bytes")
        }
        return [key]
    }

    /// The superuser's token: the settings', else the one in the folder, which is made when it is missing.
    ///
    /// `isNew` tells that it was made just now and has to be shown, once. Throws `SettingProblem`.
    package func adminToken(_ settings: AdministrationSettings) throws -> (token: Secret, isNew: Bool) {
        if let token = settings.adminToken { return (token, false) }
        let file = Self.adminTokenFile(in: path)
        if let text = try file.read() { return (Secret(text), false) }
        var generator = SystemRandomNumberGenerator()
        let fresh = Self.freshToken(using: &generator)
        let kept = try file.create(fresh)
        return (Secret(kept), kept == fresh)
    }

    /// The file with the superuser's token, from which the command line of the same user takes it.
    static func adminTokenFile(in path: String) -> SecretFile { SecretFile(path: path + "/admin-token") }

    /// `acm_` and 32 random bytes as base64url.
    static func freshToken(using generator: inout some RandomNumberGenerator) -> String {
        let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let text = Data(bytes).base64EncodedString().filter { $0 != "=" }
        return "acm_" + String(text.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }

    private static func problem(_ reason: String) -> SettingProblem {
        SettingProblem(name: "STATE_DIR", reason: reason, example: "/var/lib/proxyd", origin: nil)
    }
}
