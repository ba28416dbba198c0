/** The daemon wants to know who this is: trying again would not help, logging in does. */
export class LoginNeeded extends Error {
  constructor() {
    super('The station asks who you are: log in. Until then nothing on this page reaches it, not even Stop.')
    this.name = 'LoginNeeded'
  }
}
