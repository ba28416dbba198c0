/** The daemon wants to know who this is: trying again would not help, logging in does. */
export class LoginNeeded extends Error {
  constructor() {
    super(
      'Your login has ended. Until you have logged in again, nothing on this page reaches the station, not even Stop.'
    )
    this.name = 'LoginNeeded'
  }
}
