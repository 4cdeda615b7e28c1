internal import FoundationEssentials
internal import Glibc
internal import OAuthServer
internal import ProxyModel

/// The sign-ins of the command line: one file for each (mode 0600), in a folder of this user (mode 0700).
struct SignInFiles: Sendable {
    let folder: String

    /// The folder `sign-ins` of the state folder.
    init(_ settings: Settings) throws(SettingProblem) {
        self.init(folder: try StateFolder.resolvedPath(settings.security) + "/sign-ins")
    }

    init(folder: String) { self.folder = folder }

    /// Every sign-in, by address.
    ///
    /// Throws `CommandFailure` for a file that others may read: its tokens have to be taken for known.
    func all() throws(CommandFailure) -> [KeptSignIn] {
        var found: [KeptSignIn] = []
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where name.hasSuffix(".json") {
            let path = folder + "/" + name
            guard let status = FileStatus(path: path), let contents = FileManager.default.contents(atPath: path) else {
                continue
            }
            guard status.mode & 0o077 == 0 else {
                throw CommandFailure(
                    .refused, "proxyd: '\(path)' may be read by other users; remove it and sign in again")
            }
            guard let json = (try? JSONValue(parsing: [UInt8](contents)))?.objectValue,
                let kept = KeptSignIn(json: json)
            else { throw CommandFailure(.refused, "proxyd: '\(path)' is no sign-in; remove it and sign in again") }
            found.append(kept)
        }
        return found.sorted { $0.address < $1.address }
    }

    /// The sign-in for an address; without an address, the only one there is.
    func find(_ address: String?) throws(CommandFailure) -> KeptSignIn {
        let all = try all()
        guard let address else {
            guard let only = all.first, all.count == 1 else {
                let known = all.map { "\n  " + $0.address }.joined()
                throw CommandFailure(
                    .usage,
                    all.isEmpty
                        ? "proxyd: nobody is signed in here; run: proxyd oauth login URL"
                        : "proxyd: name one of the addresses that are signed in at:" + known)
            }
            return only
        }
        guard let kept = all.first(where: { $0.isFor(address) }) else {
            throw CommandFailure(
                .refused, "proxyd: nobody is signed in at '\(address)'; run: proxyd oauth login '\(address)'")
        }
        return kept
    }

    /// Writes a sign-in whole or not at all, over the one for the same resource.
    func write(_ kept: KeptSignIn) throws(CommandFailure) {
        let draft = folder + "/.draft-\(getpid())"
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.unwritable(draft) }
        let bytes = JSONValue.object(kept.json).compactBytes
        let isWhole = unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
        close(descriptor)
        guard isWhole, unsafe rename(draft, path(kept)) == 0 else {
            unsafe unlink(draft)
            throw Self.unwritable(path(kept))
        }
    }

    /// Forgets a sign-in.
    func remove(_ kept: KeptSignIn) throws(CommandFailure) {
        guard unsafe unlink(path(kept)) == 0 || errno == ENOENT else { throw Self.unwritable(path(kept)) }
    }

    /// Runs a change while no other process makes one: each refresh token is good for once.
    func exclusively<Value>(
        _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch { throw Self.unwritable(folder) }
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else { throw Self.unwritable(folder) }
        defer { close(descriptor) }
        return try await body()
    }

    private func path(_ kept: KeptSignIn) -> String {
        folder + "/" + SecretDigest.hexadecimal(kept.resource ?? kept.issuer) + ".json"
    }

    private static func unwritable(_ path: String) -> CommandFailure {
        CommandFailure(.refused, "proxyd: '\(path)' cannot be written")
    }
}
