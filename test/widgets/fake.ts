/** The same session without a wire that the gallery stands on. */
export { ended, FakeSession, refused } from '../../ui/gallery/fixture.ts'
