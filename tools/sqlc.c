/* sqlc - comes with the next delivery. */
int
main(void)
{
	return 1;
}
