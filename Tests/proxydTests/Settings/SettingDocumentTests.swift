import FoundationEssentials
import Testing

@testable import proxyd

struct `Documents made from the settings` {
    private func committed(_ path: String) throws -> String {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let contents = try #require(FileManager.default.contents(atPath: "/" + root + "/" + path))
        return String(decoding: contents, as: UTF8.self)
    }

    @Test func `the committed .env.example is current`() throws {
        #expect(try committed(".env.example") == SettingDocument.environmentFile)
    }

    @Test func `the committed configuration.md is current`() throws {
        #expect(try committed("docs/configuration.md") == SettingDocument.markdown)
    }

    @Test func `.env.example is a valid file that sets nothing`() throws {
        #expect(try DotEnvFile.parse(SettingDocument.environmentFile).isEmpty)
    }

    @Test func `no name or alias is there twice`() {
        let names = SettingCatalogue.all.flatMap { [$0.name] + $0.aliases }
        #expect(Set(names).count == names.count)
    }

    @Test func `secrets have no flag`() {
        #expect(SettingCatalogue.all.filter(\.isSecret).allSatisfy { $0.flag == nil })
    }
}
