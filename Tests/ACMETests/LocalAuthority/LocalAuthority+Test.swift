import ACME

extension LocalAuthority {
    /// Makes a new authority with an intermediate; `now` is in milliseconds since 1970.
    init(madeAt now: Int64) throws {
        let root = try Self.makeRoot(now: now)
        try self.init(root: root, intermediate: Self.makeIntermediate(root: root, now: now))
    }
}
