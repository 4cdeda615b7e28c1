/// What has become of a user who signed in at a time (seconds since 1970): their present name and groups, or nil when the
/// account or its provider is gone or disabled.
package typealias CurrentUser = @Sendable (UserIdentity, Int64) -> UserIdentity?
