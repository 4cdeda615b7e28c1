/// The number of one state of the configuration; it grows by one with every committed change.
///
/// It is the API's `ETag` and the identifier of the entry in the change stream.
package typealias Revision = UInt64
